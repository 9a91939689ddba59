/** Why an open run does not go on, where people can mend that: it goes on by itself as soon as they have. */
import { CodedError, type ErrorReport } from "../../shared/errors.ts";
import { JOURNAL_ROOM_BYTES } from "../limits.ts";
import type { Platform } from "../platform/platform.ts";
import { loadPlatformFile } from "../platform/platform-file.ts";
import { runnerLog, type Waiting } from "./launch.ts";
import type { Instruments } from "./survey.ts";

/** Looked at anew: what its last runner stumbled over may have been mended since. */
export async function obstacleOf(platform: Platform, waiting: Waiting | null, instruments: Instruments): Promise<ErrorReport | null> {
  const { config } = platform;
  switch (waiting) {
    case null:
      return null;
    case "room": {
      const { free, freeInodes, mountPoint } = await instruments.fileSystem(config.state);
      if (free >= JOURNAL_ROOM_BYTES && freeInodes !== 0) return { code: "JOURNAL_UNWRITABLE", facts: { subject: mountPoint } };
      return { code: "JOURNAL_FULL", facts: { found: free, expected: JOURNAL_ROOM_BYTES, subject: mountPoint } };
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
    case "unstartable":
      return { code: "RUNNER_UNSTARTABLE", facts: { file: runnerLog(platform) } };
    default:
      waiting satisfies never;
      return null;
  }
}
