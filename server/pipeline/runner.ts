/**
 * The runner process: owns one run, from consent to its end, and dies with nobody else. Started detached by the web process
 * as `node runner.ts PLATFORM_FILE RUN_ID`; what they share is the journal on disk.
 */
import { runIdSchema } from "../../shared/journal.ts";
import { loadStaged } from "../archive/read.ts";
import { systemClock } from "../io/clock.ts";
import { takeLock } from "../io/kernel-lock.ts";
import { openJournal } from "../journal/journal.ts";
import { openRunLog } from "../journal/run-log.ts";
import { RUNNER_LOCK_WAIT_MS } from "../limits.ts";
import { openPlatform } from "../platform/platform.ts";
import { loadPlatformFile } from "../platform/platform-file.ts";
import type { StepContext } from "./context.ts";
import { decide } from "./recover.ts";
import { Reporter } from "./reporter.ts";
import { executeRun, intervene } from "./run.ts";
import { REAL_INSTRUMENTS } from "./survey.ts";

// A terminal that closes, a web process that stops: neither ends a run. Only SIGKILL or the machine does, and recovery follows.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

const [platformFile = "", id = ""] = process.argv.slice(2);
const platform = openPlatform(loadPlatformFile(platformFile));
const runId = runIdSchema.parse(id);

const lock = takeLock(platform.state.runnerLock, RUNNER_LOCK_WAIT_MS);
if (lock === null) {
  console.error("another runner owns the platform");
  process.exit(3);
}
const journal = openJournal(platform.state.journal);
const log = openRunLog(platform.state.log);

const state = journal.state(runId);
if (state === null) throw new Error(`no run ${runId}`);
const decision = decide(state);
if (decision !== "nothing") {
  // Counted before anything can throw: a run that cannot even be loaded must not be tried for ever.
  journal.append(runId, {
    type: "runner:started",
    pid: process.pid,
    attempt: state.attempts + 1,
    decision: decision === "give-up" ? "roll-back" : decision,
  });
  const report = new Reporter(log, runId, systemClock, platform.config.language);
  if (decision !== "start")
    report.say("warning", null, "interrupted", { decision: report.word(`decision.${decision}`), attempt: state.attempts + 1 });
  const known = { runId, platform, report, clock: systemClock, from: state.from };
  if (decision === "give-up") await intervene(journal, known, { code: "ROLLBACK_FAILED", facts: { step: "—" } });
  else {
    const context: StepContext = {
      ...known,
      archive: await loadStaged(platform.root.staging(runId)),
      before: await platform.releases.manifest(state.from),
      instruments: REAL_INSTRUMENTS,
      state: () => journal.state(runId) ?? state,
    };
    await executeRun({ journal, context }, decision);
  }
  report.flush();
}
log.close();
journal.close();
lock.release();
