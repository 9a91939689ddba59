/** One run at a time, of either kind, opened in the browser or at the command line. */
import { randomBytes } from "node:crypto";
import { CodedError } from "../../shared/errors.ts";
import { type RunEvent, type RunId, runIdSchema } from "../../shared/journal.ts";
import { isActive, type RunState } from "../../shared/run-state.ts";
import type { Clock } from "../io/clock.ts";
import type { Journal } from "./journal.ts";

const newRunId = (at: number): RunId => {
  const stamp = new Date(at).toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  return runIdSchema.parse(`${stamp}-${randomBytes(3).toString("hex")}`);
};

/** @throws CodedError RUN_IN_PROGRESS, IMPORT_BUSY, INTERVENTION_PENDING */
export function requireNoRun(journal: Journal): void {
  const latest = journal.latest();
  if (latest && isActive(latest))
    throw new CodedError("RUN_IN_PROGRESS", { by: (latest.consent?.by ?? latest.openedBy).name });
  if (latest && latest.phase !== "ended") throw new CodedError("IMPORT_BUSY", { by: latest.openedBy.name });
  if (latest?.outcome === "intervention") throw new CodedError("INTERVENTION_PENDING", { run: latest.id });
}

/** Two administrators may open a run at once, one of them at the command line: check and append are one transaction, so the second is refused. */
export function openRun(
  journal: Journal,
  clock: Clock,
  opening: Omit<Extract<RunEvent, { type: "run:opened" }>, "type">,
): RunState {
  const runId = newRunId(clock());
  journal.append(runId, { type: "run:opened", ...opening }, () => requireNoRun(journal));
  return journal.requireState(runId);
}
