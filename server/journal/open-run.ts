/** One run at a time, whatever its kind and whoever begins it. */
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
  const [latest] = journal.states({ limit: 1 });
  if (latest && isActive(latest))
    throw new CodedError("RUN_IN_PROGRESS", { by: (latest.consent?.by ?? latest.openedBy).name });
  if (latest && latest.phase !== "ended") throw new CodedError("IMPORT_BUSY", { by: latest.openedBy.name });
  if (latest?.outcome === "intervention") throw new CodedError("INTERVENTION_PENDING", { run: latest.id });
}

/** Two administrators at once, or one at the server's command line: the look and the append are one transaction, so one is told of the other. */
export function openRun(
  journal: Journal,
  clock: Clock,
  opening: Omit<Extract<RunEvent, { type: "run:opened" }>, "type">,
): RunState {
  const runId = newRunId(clock());
  journal.append(runId, { type: "run:opened", ...opening }, () => requireNoRun(journal));
  const state = journal.state(runId);
  if (state === null) throw new Error(`run ${runId} was not opened`);
  return state;
}
