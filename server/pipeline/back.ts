/** The rollback: undoes what was done, from the last row to the first. */
import { setTimeout as delay } from "node:timers/promises";
import { CodedError, type ErrorReport, reportOf } from "../../shared/errors.ts";
import { removeDurably } from "../io/atomic-file.ts";
import { UNDO_PAUSE_MS, UNDO_TRIES } from "../limits.ts";
import type { Step } from "./context.ts";
import { failureIn, intervene } from "./outcomes.ts";
import type { RunAtWork } from "./run-at-work.ts";
import { tidy } from "./steps/clean.ts";

export async function back(run: RunAtWork, cause: ErrorReport): Promise<void> {
  if (run.state.phase !== "rolling-back") run.record({ type: "run:rolling-back", cause });
  const { context } = run;
  try {
    await run.keepServing();
    // On a full disk the rollback needs the space that the rehearsal took. What cannot be removed now is removed at the end.
    await removeDurably(context.platform.state.scratch(context.runId)).catch(() => {});
    const failure = await undoAll(run);
    if (failure !== null) return await intervene(run.journal, context, failure);
    await end(run, cause);
  } finally {
    await run.keeper.pause();
  }
}

/** Null when everything that must be undone is undone; otherwise why it is not. */
async function undoAll(run: RunAtWork): Promise<ErrorReport | null> {
  for (const row of run.rows.toReversed()) {
    const { status } = run.state.steps[row.name];
    if (status === "pending" || status === "skipped" || status === "undone" || row.undo === undefined)
      continue;
    const failure = await undoWithRetries(run, row, row.undo);
    if (failure !== null && row.mustUndo) return failure;
    if (row.closes) await run.keeper.watch();
  }
  return null;
}

async function end(run: RunAtWork, cause: ErrorReport): Promise<void> {
  await tidy(run.context).catch((error) =>
    run.record({ type: "run:warned", step: null, error: failureIn("clean", error) }),
  );
  await run.serveLast();
  const cancelled = cause.code === "RUN_CANCELLED";
  run.context.report.flush();
  run.record({
    type: "run:ended",
    outcome: cancelled ? "cancelled" : "rolled-back",
    error: cause,
    locked: !cancelled,
  });
}

/** Null when it is undone; otherwise why it is not, after several tries. */
async function undoWithRetries(
  run: RunAtWork,
  row: Step,
  undo: NonNullable<Step["undo"]>,
): Promise<ErrorReport | null> {
  for (let tries = 1; ; tries++) {
    try {
      await undoRow(run, row, undo);
      return null;
    } catch (error) {
      const code = row.mustUndo ? "ROLLBACK_FAILED" : "CLEANUP_INCOMPLETE";
      const failure = new CodedError(code, { step: row.name }, error);
      run.journal.makeRoom();
      failUndo(run, row, failure);
      if (tries === UNDO_TRIES) return reportOf(failure);
      await delay(UNDO_PAUSE_MS * tries);
    }
  }
}

async function undoRow(run: RunAtWork, row: Step, undo: NonNullable<Step["undo"]>): Promise<void> {
  const { report } = run.context;
  run.record({ type: "step:intended", step: row.name, direction: "undo", facts: {} });
  report.say("info", row.name, "undoBegins", { name: report.stepName(row.name) });
  const facts = await undo(run.context);
  run.record({ type: "step:effected", step: row.name, direction: "undo", facts });
  report.flush();
  run.record({ type: "step:done", step: row.name, direction: "undo", facts: {} });
}

function failUndo(run: RunAtWork, row: Step, failure: CodedError): void {
  const { report } = run.context;
  report.failure(row.name, failure);
  report.flush();
  run.record({ type: "step:failed", step: row.name, direction: "undo", error: reportOf(failure) });
}
