/** What a crash or a full disk left behind, dealt with before the port opens. */
import type { Logger } from "pino";
import type { Intake } from "../intake/intake.ts";
import { removeStaleTempFiles } from "../io/atomic-file.ts";
import { every } from "../io/timer.ts";
import type { Journal } from "../journal/journal.ts";
import type { JournalTail } from "../journal/tail.ts";
import { UNCONSENTED_CHECK_MS } from "../limits.ts";
import type { Launcher } from "../pipeline/launch.ts";
import { sweepLeftovers } from "../pipeline/leftovers.ts";
import { sweepCounts } from "../platform/change-baseline.ts";
import { foldersWrittenTo } from "../platform/layout.ts";
import type { Platform } from "../platform/platform.ts";
import type { Revert } from "../revert/revert.ts";

export interface RecoveryOptions {
  readonly platform: Platform;
  readonly journal: Journal;
  readonly tail: JournalTail;
  readonly intake: Intake;
  readonly revert: Revert;
  readonly launcher: Launcher;
  readonly logger: Logger;
}

/** A disk that does not release what is no longer needed must not keep the platform closed. */
export const tolerating = (logger: Logger, work: () => Promise<void>): Promise<void> =>
  work().catch((error) => logger.error({ err: error }, "what was left behind is not removed"));

export async function recoverAtStart(options: RecoveryOptions): Promise<void> {
  const { platform, journal, intake, revert, launcher, logger } = options;
  for (const folder of foldersWrittenTo(platform.config))
    await tolerating(logger, async () => void (await removeStaleTempFiles(folder)));
  await tolerating(logger, () => sweepCounts(platform));
  await tolerating(logger, () => sweepLeftovers(platform, journal));
  revert.recover();
  await intake.recover();
  await launcher.recover();
}

/** From now on, what a run leaves behind is removed when it ends. */
export function sweepAfterRuns({ platform, journal, tail, logger }: RecoveryOptions): void {
  tail.on("records", (records) => {
    if (records.some(({ event }) => event.type === "run:ended"))
      void tolerating(logger, () => sweepLeftovers(platform, journal));
  });
}

/** A revert that a stopped web process left between opening and consent is ended. */
export function endUnconsented({ revert, logger }: Pick<RecoveryOptions, "revert" | "logger">): Disposable {
  return every(UNCONSENTED_CHECK_MS, () => {
    try {
      revert.endUnconsented();
    } catch (error) {
      logger.error({ err: error }, "a revert that was never consented to is not ended");
    }
  });
}
