/**
 * The runner process: owns one run, from consent to its end, and survives the end of every other process. Started detached by the
 * web process as `node runner.ts PLATFORM_FILE RUN_ID`; they share only the journal on disk.
 */
import { CodedError, type ErrorCode } from "../../shared/errors.ts";
import { runIdSchema } from "../../shared/journal.ts";
import { isJournalFull } from "../journal/journal.ts";
import { RUNNER_EXIT } from "./launch.ts";
import { runnerMain } from "./runner-main.ts";

// A closed terminal or a stopped web process does not end a run. Only SIGKILL or a stopped machine does, and recovery follows.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

const EXITS: Partial<Record<ErrorCode, number>> = {
  PLATFORM_FILE_INVALID: RUNNER_EXIT.platformFile,
  PROCESS_UNKILLABLE: RUNNER_EXIT.stuckProcess,
  DISK_MISSING: RUNNER_EXIT.diskMissing,
};

function exitCodeOf(error: unknown): number {
  if (isJournalFull(error)) return RUNNER_EXIT.journalFull;
  if (!(error instanceof CodedError)) return RUNNER_EXIT.failed;
  return EXITS[error.code] ?? RUNNER_EXIT.failed;
}

const [platformFile = "", id = ""] = process.argv.slice(2);
try {
  if (!(await runnerMain({ platformFile, runId: runIdSchema.parse(id) }))) {
    console.error("another runner owns the platform");
    process.exitCode = RUNNER_EXIT.notAlone;
  }
} catch (error) {
  console.error(error);
  process.exitCode = exitCodeOf(error);
}
