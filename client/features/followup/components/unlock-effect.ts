import type { UnlockAction } from "../../../../shared/journal.ts";
import type { Ended } from "../../../../shared/run-state.ts";

/** What an unlock's action means for this run: a key of the catalogue under `unlock.allows`. After a rollback there is nothing to resume: the administrator starts again. */
export function unlockEffect({ outcome, kind }: Pick<Ended, "outcome" | "kind">, action: UnlockAction) {
  if (kind === "revert" && action === "go-back") return "goBackRevert";
  if (outcome === "intervention" || action !== "retry") return action;
  return kind === "revert" ? "againRevert" : "again";
}
