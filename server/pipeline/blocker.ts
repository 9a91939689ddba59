/** Why an open run cannot continue, when an administrator can fix the cause: the run resumes automatically once it is fixed. */
import { CodedError, type ErrorReport } from "../../shared/errors.ts";
import { marked } from "../io/process/mark.ts";
import { JOURNAL_ROOM_BYTES } from "../limits.ts";
import { missingDisk } from "../platform/disks.ts";
import type { Instruments } from "../platform/measure.ts";
import type { Platform } from "../platform/platform.ts";
import { loadPlatformFile, type PlatformConfig } from "../platform/platform-file.ts";
import { type Launcher, runnerLog } from "./launch.ts";

/** A disk that cannot take a journal record: it is full, or has another fault. */
export async function unwritable(
  { state }: Pick<PlatformConfig, "state">,
  instruments: Instruments,
): Promise<ErrorReport> {
  const { free, freeInodes, mountPoint } = await instruments.fileSystem(state);
  if (free >= JOURNAL_ROOM_BYTES && freeInodes !== 0)
    return { code: "JOURNAL_UNWRITABLE", facts: { subject: mountPoint } };
  return { code: "JOURNAL_FULL", facts: { found: free, expected: JOURNAL_ROOM_BYTES, subject: mountPoint } };
}

/** Checked again at each call: the cause that stopped the last runner may have been fixed since. */
export async function blockerOf(
  platform: Platform,
  waiting: ReturnType<Launcher["waitsFor"]>,
  instruments: Instruments,
): Promise<ErrorReport | null> {
  const { config } = platform;
  if (waiting === null) return null;
  const { why, runId } = waiting;
  switch (why) {
    case "room":
      return await unwritable(config, instruments);
    case "stuck-process": {
      const processes = marked(platform.mark(runId)).map(({ pid }) => pid);
      return processes.length === 0
        ? null
        : { code: "PROCESS_UNKILLABLE", facts: { processes: processes.join(", ") } };
    }
    case "platform-file":
      try {
        loadPlatformFile(config.file);
        return null;
      } catch (error) {
        return {
          code: "PLATFORM_FILE_CHANGED",
          facts: error instanceof CodedError ? error.facts : { file: config.file, problems: String(error) },
        };
      }
    case "disk":
      return await missingDisk(config);
    case "unstartable":
      return { code: "RUNNER_START_FAILED", facts: { file: runnerLog(platform) } };
    default:
      why satisfies never;
      return null;
  }
}
