/**
 * Do people meet the platform now? Derived from a run's records alone; this is the only place that answers.
 */
import { CLOSING_STEP, OPENING_STEP, type StepName } from "./steps.ts";

/**
 * - `open`: people work with the platform: before the mask, after its removal, and during the whole of a run
 *   that never masks. What the run does must not disturb them, and a process that dies must be started again.
 * - `masked`: from the moment the mask is intended until its removal is intended. The flag itself may not be
 *   there yet. Nothing that people do can be lost, so a rollback to the restore point is safe.
 * - `handing-back`: the removal of the mask is intended and its end is not recorded. People may or may not
 *   have met the platform since; only the flag on the disk tells. The services are being started and probed,
 *   so no second process may start them.
 */
export type Exposure = "open" | "masked" | "handing-back";

/** What is read of a `RunState`. */
interface Exposed {
  readonly phase: string;
  readonly outcome?: string;
  readonly steps: Readonly<Record<StepName, { readonly status: string }>>;
}

export function exposure({ phase, steps, outcome }: Exposed): Exposure {
  // A platform that needs support is masked, in whatever step the run stopped; any other end leaves it open.
  if (phase === "ended") return outcome === "intervention" ? "masked" : "open";
  switch (steps[CLOSING_STEP].status) {
    case "pending":
    case "skipped":
    case "undone":
      return "open";
    case "undoing":
    case "undo-failed":
      return "handing-back";
    default: {
      // Only a committed or accepted run opens the platform by this step; anything else that is closed is
      // still closed.
      if (phase !== "finishing") return "masked";
      const { status } = steps[OPENING_STEP];
      if (status === "done") return "open";
      return status === "running" || status === "failed" ? "handing-back" : "masked";
    }
  }
}

/**
 * True once the run has intended to close the platform, also after it was opened again. A run that has not
 * may be resumed where it stopped, and its users have noticed nothing.
 */
export const hasClosed = ({ steps }: Pick<Exposed, "steps">): boolean =>
  steps[CLOSING_STEP].status !== "pending" && steps[CLOSING_STEP].status !== "skipped";
