/**
 * Builds Superviseur's parts: the web process, the command line and the test harness differ by parameters only. What a part holds
 * open is registered with the caller's stack, which closes the parts in the reverse order.
 */
import type { Logger } from "pino";
import type { RunId } from "../shared/journal.ts";
import { TrustStore } from "./archive/trust-store.ts";
import { DropFolder } from "./intake/drop-folder.ts";
import { createIntake, type Intake } from "./intake/intake.ts";
import { type Clock, systemClock } from "./io/clock.ts";
import { type Journal, openJournal } from "./journal/journal.ts";
import type { RunLog } from "./journal/run-log.ts";
import { JournalTail } from "./journal/tail.ts";
import { blockerOf } from "./pipeline/blocker.ts";
import { Launcher } from "./pipeline/launch.ts";
import { missingDisk } from "./platform/disks.ts";
import { installationName } from "./platform/installation.ts";
import { type Instruments, REAL_INSTRUMENTS } from "./platform/measure.ts";
import { openPlatform, type Platform } from "./platform/platform.ts";
import type { PlatformConfig } from "./platform/platform-file.ts";
import { createRevert, type Revert } from "./revert/revert.ts";
import { createUnlocking, type Unlocking } from "./support/unlocking.ts";
import type { Components } from "./web/components.ts";
import { InstalledView } from "./web/installed-view.ts";

export interface CompositionOptions {
  readonly config: PlatformConfig;
  readonly clock?: Clock | undefined;
  readonly instruments?: Instruments | undefined;
  /** Replaces the start of a runner process. */
  readonly launch?: ((runId: RunId) => Promise<void>) | undefined;
}

/** What acts on a platform and its runs, without a screen. */
export interface Composition {
  readonly platform: Platform;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly instruments: Instruments;
  readonly trust: TrustStore;
  readonly launcher: Launcher;
  readonly revert: Revert;
  readonly unlocking: Unlocking;
  launch(runId: RunId): Promise<void>;
}

export const trustStoreOf = ({ trustRoot, trustLearned }: Platform["state"]): TrustStore =>
  new TrustStore({ root: trustRoot, learned: trustLearned });

/** @throws CodedError JOURNAL_DAMAGED, JOURNAL_UNWRITABLE */
export function compose(options: CompositionOptions, stack: AsyncDisposableStack): Composition {
  const { config, clock = systemClock, instruments = REAL_INSTRUMENTS } = options;
  const platform = openPlatform(config);
  const { state } = platform;
  const journal = openJournal(state.journal, clock);
  stack.defer(() => journal.close());
  const launcher = new Launcher(platform, journal);
  const launch = options.launch ?? ((runId: RunId) => launcher.launch(runId));
  const trust = trustStoreOf(state);
  return {
    platform,
    journal,
    clock,
    instruments,
    trust,
    launcher,
    launch,
    revert: createRevert({ platform, journal, instruments, clock, launch }),
    unlocking: createUnlocking({
      journal,
      trust,
      installation: () => installationName(state.installation),
      clock,
      launch,
    }),
  };
}

/** What the web process has besides: it receives archives, and follows what any process writes. */
export interface WebComposition extends Composition {
  readonly log: RunLog;
  readonly tail: JournalTail;
  readonly intake: Intake;
  readonly dropFolder: DropFolder;
  readonly logger: Logger;
}

/** Starts neither the tail nor the drop folder. */
export function composeWeb(
  composition: Composition,
  { log, logger }: { readonly log: RunLog; readonly logger: Logger },
  stack: AsyncDisposableStack,
): WebComposition {
  const { platform, journal, clock, trust } = composition;
  const tail = new JournalTail(journal, log, (error) =>
    logger.error({ err: error }, "new records cannot be read"),
  );
  stack.defer(() => tail.stop());
  const intake = createIntake({ ...composition, log });
  stack.defer(() => intake.close());
  const dropFolder = new DropFolder({
    directory: platform.state.depot,
    trust,
    clock,
    judge: (manifest, summary, fileName) => intake.judge(manifest, summary, fileName),
  });
  stack.defer(() => dropFolder.stop());
  return { ...composition, log, tail, intake, dropFolder, logger };
}

/** What is installed is read here: a recovery that must come first has been started by then. */
export async function composeScreen(
  web: WebComposition,
  clientDirectory: string | null,
): Promise<{ readonly components: Omit<Components, "access">; readonly installed: InstalledView }> {
  const { platform, launcher, instruments, tail } = web;
  const { config, state } = platform;
  const installed = await InstalledView.open(platform, tail);
  const components = {
    ...web,
    config,
    installation: await installationName(state.installation),
    installed: () => installed.now(),
    // Read each time: a page that is notified of a run's end must not show the mask of a moment before.
    masked: () => platform.front.isMasked(),
    blocker: async () =>
      (await blockerOf(platform, launcher.waitsFor(), instruments)) ?? (await missingDisk(config)),
    clientDirectory,
  };
  return { components, installed };
}
