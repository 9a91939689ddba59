/** A runner process: it takes the lock, inspects the platform, decides, records the decision and its reason, and brings the run to its end. */
import { CodedError, reportOf } from "../../shared/errors.ts";
import type { RunId } from "../../shared/journal.ts";
import { currentStep, type RunState } from "../../shared/run-state.ts";
import type { StepName } from "../../shared/steps.ts";
import { removeStaleTempFiles } from "../io/atomic-file.ts";
import { systemClock } from "../io/clock.ts";
import { takeLock } from "../io/kernel-lock.ts";
import { killMarked } from "../io/process/kill.ts";
import { markCommands } from "../io/process/mark.ts";
import { type Journal, openJournal } from "../journal/journal.ts";
import { Reporter } from "../journal/reporter.ts";
import { openRunLog, type RunLog, silentLog } from "../journal/run-log.ts";
import { RUNNER_LOCK_WAIT_MS, RUNS_REMEMBERED } from "../limits.ts";
import { requireDisks } from "../platform/disks.ts";
import { foldersWrittenTo } from "../platform/layout.ts";
import { REAL_INSTRUMENTS } from "../platform/measure.ts";
import { openPlatform, type Platform } from "../platform/platform.ts";
import { loadPlatformFile } from "../platform/platform-file.ts";
import { inspect } from "./load-step-context.ts";
import { decide } from "./recover.ts";
import { executeDecision } from "./run.ts";

export interface RunnerOptions {
  readonly platformFile: string;
  readonly runId: RunId;
  /** How the journal is opened; a test watches what is written. */
  readonly open?: (path: string) => Journal;
}

function openLog(path: string, journal: Journal): RunLog {
  try {
    return openRunLog(path);
  } catch {
    journal.makeRoom();
  }
  try {
    return openRunLog(path);
  } catch (error) {
    console.error("no log:", error);
    return silentLog();
  }
}

/** False when another runner owns the platform. */
export async function runnerMain({
  platformFile,
  runId,
  open = openJournal,
}: RunnerOptions): Promise<boolean> {
  const platform = openPlatform(loadPlatformFile(platformFile));
  const lock = takeLock(platform.state.runnerLock, RUNNER_LOCK_WAIT_MS);
  if (lock === null) return false;
  try {
    // Nothing is decided, counted or restored on an empty mount point: the run resumes when the disk is mounted.
    await requireDisks(platform.config);
    const mark = platform.mark(runId);
    // Processes that the previous runner started may still write to what is about to be restored.
    const leftovers = await killMarked(mark).catch((error: CodedError) => error);
    markCommands(mark);
    // Not essential: the next start tries again.
    for (const folder of foldersWrittenTo(platform.config))
      await removeStaleTempFiles(folder).catch(() => {});
    const journal = open(platform.state.journal);
    const log = openLog(platform.state.log, journal);
    try {
      await bringToItsEnd({ platform, runId, journal, log, leftovers });
    } finally {
      log.close();
      journal.close();
    }
  } finally {
    lock.release();
  }
  return true;
}

interface Owned {
  readonly platform: Platform;
  readonly runId: RunId;
  readonly journal: Journal;
  readonly log: RunLog;
  /** Number of processes of the previous runner that were killed; the error when some cannot be killed. */
  readonly leftovers: number | CodedError;
}

async function bringToItsEnd({ platform, runId, journal, log, leftovers }: Owned): Promise<void> {
  const state = (): RunState => journal.requireState(runId);
  const found = state();
  const decided = decide(found);
  if (decided === null) return;
  const { decision, reason } = decided;
  // A process stuck in the kernel may still write: nothing is done while it exists. This is not a failure: the run resumes when the disk answers.
  if (typeof leftovers !== "number" && decision !== "give-up") throw leftovers;
  const attempt = found.attempts + 1;
  const world = decision === "start" ? undefined : await inspect(platform, found);
  // Counted before anything can throw: a run that cannot even be loaded must not be tried for ever.
  journal.append(runId, {
    type: "runner:started",
    pid: process.pid,
    attempt,
    decision,
    reason,
    step: currentStep(found),
    world,
  });
  const report = new Reporter(log, runId, systemClock, platform.config.language);
  if (decision !== "start")
    report.say("warning", null, "interrupted", { decision: report.word(`decision.${decision}`), attempt });
  if (typeof leftovers === "number" && leftovers > 0)
    report.say("warning", null, "leftoversKilled", { processes: leftovers });
  const abort = new AbortController();
  const known = {
    runId,
    platform,
    report,
    clock: systemClock,
    instruments: REAL_INSTRUMENTS,
    signal: abort.signal,
    state,
    runs: () => journal.runIds(RUNS_REMEMBERED),
    warn: (step: StepName, error: CodedError) =>
      void journal.append(runId, { type: "run:warned", step, error: reportOf(error) }),
  };
  try {
    await executeDecision({ journal, known, abort }, decision);
  } catch (error) {
    const failure = error instanceof CodedError ? error : new CodedError("RUNNER_STOPPED", {}, error);
    report.failure(currentStep(found), failure);
    journal.makeRoom();
    journal.append(runId, { type: "runner:failed", error: reportOf(failure) });
    throw error;
  } finally {
    report.flush();
  }
}
