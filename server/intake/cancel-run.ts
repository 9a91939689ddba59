/** An administrator cancels a run, before its runner or while it runs. */
import { CodedError } from "../../shared/errors.ts";
import type { Actor } from "../../shared/journal.ts";
import type { RunState } from "../../shared/run-state.ts";
import type { Journal } from "../journal/journal.ts";

export interface Cancelling {
  readonly journal: Pick<Journal, "append">;
  readonly reason: CodedError;
  readonly actor: Actor;
  /** Reads the run's state again. */
  state(): RunState;
  removeStaged(state: RunState): Promise<void>;
}

/** @throws CodedError CANCEL_TOO_LATE */
export async function cancelRun({
  journal,
  reason,
  actor,
  state,
  removeStaged,
}: Cancelling): Promise<RunState> {
  const before = state();
  const { id, phase } = before;
  if (phase === "ended" && before.outcome === "cancelled") return before;
  if (phase === "receiving" || phase === "reviewing") {
    const error = { code: reason.code, facts: reason.facts };
    // Recorded first: a start at the same moment finds the run ended, or has come before this record.
    journal.append(id, { type: "run:ended", outcome: "cancelled", error, locked: false }, () => {
      if (state().phase !== phase) throw new CodedError("CANCEL_TOO_LATE");
    });
    await removeStaged(before);
    return state();
  }
  if (phase !== "running") throw new CodedError("CANCEL_TOO_LATE");
  if (before.cancelRequestedBy === null)
    journal.append(id, { type: "run:cancel-requested", by: actor }, () => {
      if (state().phase !== "running") throw new CodedError("CANCEL_TOO_LATE");
    });
  return state();
}
