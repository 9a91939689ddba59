import { exposure } from "../../shared/exposure.ts";
import { type Ended, type Recovery, type RunState, wasDone } from "../../shared/run-state.ts";
import { STEPS } from "../../shared/steps.ts";

/** No step has begun that changes version, database or data: such steps are masked unless the plan skips the mask. */
const isUntouched = (steps: RunState["steps"]): boolean =>
  STEPS.every(
    ({ name, masked }) => !masked || steps[name].status === "pending" || steps[name].status === "skipped",
  );

/**
 * What is guaranteed after a recovery's decision, from what was found then: a key of the catalogue under `recovery.safe`.
 * Null once the run has moved on from there: then its result says so.
 */
export function whatIsSafe(
  { decision, reason, world }: Recovery,
  { phase, steps }: Pick<RunState, "phase" | "steps">,
) {
  if (phase === "ended") return null;
  switch (decision) {
    case "start":
    case "resume":
      return exposure({ phase, steps }) === "open" && isUntouched(steps) ? "untouched" : null;
    case "roll-back":
      if (reason === "attempts-used-up" && isUntouched(steps)) return "untouched";
      if (!wasDone(steps.snapshot)) return "before";
      return world?.restorePoint === "whole" ? "restorable" : "wayBackGone";
    case "finish":
      return "committed";
    case "accept":
      return "accepted";
    case "give-up":
      return "stopped";
    default:
      return decision satisfies never;
  }
}

/** The same for a run that has ended, where its sentence alone does not say it: manual intervention is required, or support accepted it as it is. */
export function safeAfter({
  outcome,
  committedAt,
  steps,
  world,
}: Pick<Ended, "outcome" | "committedAt" | "steps" | "world">) {
  if (outcome === "accepted") return "accepted";
  if (outcome !== "intervention") return null;
  if (committedAt !== null) return "committed";
  // Nothing of the platform is changed before the restore point is taken.
  if (!wasDone(steps.snapshot)) return "before";
  return world?.restorePoint === "whole" ? "stoppedRestorable" : "stopped";
}
