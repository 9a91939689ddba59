/** The way forward: intent → effect → done for each row, and the rollback when one fails. */
import { CodedError } from "../../shared/errors.ts";
import { CANCEL_POLL_MS, PAST_RUNS } from "../limits.ts";
import type { Durations } from "../planning/rows.ts";
import { pastDurations, survey } from "../planning/survey.ts";
import { back } from "./back.ts";
import { archiveOf, type Step } from "./context.ts";
import type { RunAtWork } from "./run-at-work.ts";

export async function forward(run: RunAtWork): Promise<void> {
  try {
    await run.keepServing();
    await rowByRow(run);
  } finally {
    await run.keeper.pause();
  }
}

async function rowByRow(run: RunAtWork): Promise<void> {
  for (const row of run.rows) {
    const { status } = run.state.steps[row.name];
    if (status === "done" || status === "skipped") continue;
    if (!run.applies(row)) {
      run.record({ type: "step:skipped", step: row.name });
      continue;
    }
    try {
      if (row.closes) await run.keeper.pause();
      obeyCancel(run);
      await doRow(run, row);
      if (row.opens) await run.keeper.watch();
    } catch (error) {
      // The process may still write: the next runner checks that it is gone before it does anything.
      const stuck = stuckIn(error);
      if (stuck) throw stuck;
      if (run.state.phase === "finishing") await warn(run, row, error);
      else {
        await run.keeper.pause();
        return await back(run, run.fail(row, error));
      }
    }
  }
  await run.serveLast();
  run.record({ type: "run:ended", outcome: "succeeded", error: null, locked: false });
}

async function doRow(run: RunAtWork, row: Step): Promise<void> {
  const { context } = run;
  const { report } = context;
  run.record({ type: "step:intended", step: row.name, direction: "do", facts: {} });
  report.say("info", row.name, "stepBegins", { name: report.stepName(row.name) });
  const applying = run.rows.filter((other) => run.applies(other));
  const facts = await unlessCancelled(run, row.do(context, applying));
  if (row.commits && run.state.phase !== "finishing")
    run.record({ type: "run:committed", version: context.target.version });
  run.record({ type: "step:effected", step: row.name, direction: "do", facts });
  const proof = row.verify === undefined ? {} : await unlessCancelled(run, row.verify(context));
  report.endStep();
  report.flush();
  run.record({ type: "step:done", step: row.name, direction: "do", facts: proof });
  const measured = row.replans?.(facts) ?? null;
  if (measured !== null) await replan(run, measured);
}

/** The request to cancel is a record that the web process writes. */
function cancelled({ state }: RunAtWork): CodedError | null {
  const by = state.cancelRequestedBy;
  return by !== null && state.phase === "running" ? new CodedError("RUN_CANCELLED", { by: by.name }) : null;
}

function obeyCancel(run: RunAtWork): void {
  const error = cancelled(run);
  if (error) throw error;
}

/** A child that hangs is ended when an administrator cancels; the step's own failure is then only the consequence. */
async function unlessCancelled<T>(run: RunAtWork, work: Promise<T>): Promise<T> {
  const watch = setInterval(() => {
    if (cancelled(run)) run.abort.abort();
  }, CANCEL_POLL_MS);
  try {
    return await work;
  } catch (error) {
    throw run.abort.signal.aborted && stuckIn(error) === null ? (cancelled(run) ?? error) : error;
  } finally {
    clearInterval(watch);
  }
}

/** Plans again with what a step measured and the plan only estimated. */
async function replan(run: RunAtWork, measured: Durations): Promise<void> {
  const { context, journal } = run;
  const { platform, instruments } = context;
  const archive = archiveOf(context);
  const durations = { ...pastDurations(journal.states({ limit: PAST_RUNS })), ...measured };
  const { payloadBytes } = archive.summary;
  const sizes = { payload: payloadBytes, staged: 0 };
  const { plan } = await survey(platform, archive.manifest, sizes, durations, instruments);
  run.record({ type: "run:planned", plan });
}

/** After the commit only the release's own files can go wrong; it never changes the verdict. */
async function warn(run: RunAtWork, row: Step, error: unknown): Promise<void> {
  run.journal.makeRoom();
  const failure = run.fail(row, error);
  run.record({ type: "run:warned", step: row.name, error: failure });
  if (row.mustFinish) throw error;
}

/** The process that cannot be stopped, if one is the cause. */
function stuckIn(error: unknown): CodedError | null {
  if (!(error instanceof Error)) return null;
  return error instanceof CodedError && error.code === "PROCESS_UNKILLABLE" ? error : stuckIn(error.cause);
}
