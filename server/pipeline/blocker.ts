/** Why an open run does not go on, where people can mend that: it goes on by itself as soon as they have. */
import { CodedError, type ErrorReport } from "../../shared/errors.ts";
import { marked } from "../io/process/mark.ts";
import { JOURNAL_ROOM_BYTES } from "../limits.ts";
import { missingDisk } from "../platform/disks.ts";
import type { Instruments } from "../platform/measure.ts";
import type { Platform } from "../platform/platform.ts";
import { loadPlatformFile, type PlatformConfig } from "../platform/platform-file.ts";
import { type Launcher, runnerLog } from "./launch.ts";

/** A disk that takes no record: it is full, or something else is wrong with it. */
export async function unwritable(
  { state }: Pick<PlatformConfig, "state">,
  instruments: Instruments,
): Promise<ErrorReport> {
  const { free, freeInodes, mountPoint } = await instruments.fileSystem(state);
  if (free >= JOURNAL_ROOM_BYTES && freeInodes !== 0)
    return { code: "JOURNAL_UNWRITABLE", facts: { subject: mountPoint } };
  return { code: "JOURNAL_FULL", facts: { found: free, expected: JOURNAL_ROOM_BYTES, subject: mountPoint } };
}

/** Looked at anew: what its last runner stumbled over may have been mended since. */
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
