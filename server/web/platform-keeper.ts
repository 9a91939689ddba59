import type { Logger } from "pino";
import { isActive } from "../../shared/run-state.ts";
import { isFullDisk } from "../io/full-disk.ts";
import { takeLock } from "../io/kernel-lock.ts";
import type { Journal } from "../journal/journal.ts";
import { requireDisks } from "../platform/disks.ts";
import type { Platform } from "../platform/platform.ts";
import { Keeper } from "../platform/services/keeper.ts";
import { isDown, startCurrent } from "../platform/services/live-services.ts";

export interface PlatformKeeperOptions {
  readonly platform: Platform;
  readonly journal: Journal;
  readonly logger: Logger;
}

/** True while a runner owns a run. */
export function isRunActive(journal: Journal): boolean {
  const latest = journal.latest();
  return latest !== null && isActive(latest);
}

/** A service that cannot be recorded on a full disk would not be found again: the journal gives up its reserve for it. */
async function startServices({ platform, journal }: PlatformKeeperOptions): Promise<void> {
  await startCurrent(platform).catch(async (error) => {
    if (!isFullDisk(error)) throw error;
    journal.makeRoom();
    await startCurrent(platform);
  });
}

/** Keeps the live release's services running, except where a runner or support decides about them. */
export function platformKeeper(options: PlatformKeeperOptions): Keeper {
  const { platform, journal, logger } = options;
  const { config, state } = platform;
  /** While a run is active its runner alone starts and stops the services; a platform that waits for support is left as it is. */
  const isOursToStart = async (): Promise<boolean> =>
    !(await platform.front.isMasked()) && !isRunActive(journal);
  return new Keeper({
    isDown: async () => (await isOursToStart()) && (await isDown(platform)),
    async start() {
      // No runner may begin while a service starts: it would find running what it had stopped.
      const runner = takeLock(state.runnerLock);
      if (runner === null) return;
      try {
        await requireDisks(config);
        if (await isOursToStart()) await startServices(options);
      } finally {
        runner.release();
      }
    },
    onError: (error) => logger.error({ err: error }, "a service of the platform cannot be started"),
  });
}
