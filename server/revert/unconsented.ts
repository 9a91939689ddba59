/** A revert that was opened and never consented: the process that opened it died in between. */
import { CodedError } from "../../shared/errors.ts";
import { SUPERVISEUR } from "../../shared/journal.ts";
import type { RunState } from "../../shared/run-state.ts";
import type { Journal } from "../journal/journal.ts";

/** A revert is opened and consented in one call: one that is found between the two was never consented. */
export function unconsented(journal: Journal): RunState | null {
  const latest = journal.latest();
  return latest?.kind === "revert" && (latest.phase === "receiving" || latest.phase === "reviewing")
    ? latest
    : null;
}

/** Ends it as cancelled, unless another process has consented to it since. */
export function dropUnconsented(journal: Journal): void {
  const left = unconsented(journal);
  if (left === null) return;
  const error = { code: "RUN_CANCELLED", facts: { by: SUPERVISEUR.name } } as const;
  try {
    journal.append(left.id, { type: "run:ended", outcome: "cancelled", error, locked: false }, () => {
      if (unconsented(journal)?.id !== left.id)
        throw new CodedError("RUN_IN_PROGRESS", { by: left.openedBy.name });
    });
  } catch (failure) {
    // The command line has consented to it since.
    if (!(failure instanceof CodedError && failure.code === "RUN_IN_PROGRESS")) throw failure;
  }
}
