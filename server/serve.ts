/** Wires the rooms together and opens the port; recovery comes first. */

import { mkdir } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Logger } from "pino";
import { CodedError } from "../shared/errors.ts";
import { currentStep, isActive } from "../shared/run-state.ts";
import { TrustStore } from "./archive/trust-store.ts";
import { openConsole, unavailableConsole } from "./console.ts";
import { createGateway, isTunnel } from "./gateway/gateway.ts";
import { isOurs } from "./gateway/own-answer.ts";
import { DropFolder } from "./intake/drop-folder.ts";
import { createIntake } from "./intake/intake.ts";
import { exists, removeStaleTempFiles } from "./io/atomic-file.ts";
import { systemClock } from "./io/clock.ts";
import { isFullDisk } from "./io/full-disk.ts";
import { type KernelLock, takeLock } from "./io/kernel-lock.ts";
import { isUnwritable } from "./journal/journal.ts";
import { JournalTail } from "./journal/tail.ts";
import {
  CLOSED_RETRY_MS,
  HTTP_REQUEST_TIMEOUT_MS,
  UNCONSENTED_CHECK_MS,
  WEB_LOCK_WAIT_MS,
} from "./limits.ts";
import { blockerOf } from "./pipeline/blocker.ts";
import { Launcher } from "./pipeline/launch.ts";
import { sweepLeftovers } from "./pipeline/leftovers.ts";
import { sweepCounts } from "./platform/change-baseline.ts";
import { missingDisk, rememberDisks, requireDisks } from "./platform/disks.ts";
import { announceFront } from "./platform/front/embedded/driver.ts";
import { installationName, rememberState, requireOwnState } from "./platform/installation.ts";
import { foldersWrittenTo, stateLayout } from "./platform/layout.ts";
import { type Instruments, REAL_INSTRUMENTS } from "./platform/measure.ts";
import { openPlatform } from "./platform/platform.ts";
import type { PlatformConfig } from "./platform/platform-file.ts";
import { Keeper } from "./platform/services/keeper.ts";
import { frontAddress, isDown, startCurrent } from "./platform/services/live-services.ts";
import { createRevert } from "./revert/revert.ts";
import { openStores, readableAccess } from "./stores.ts";
import { createUnlocking } from "./support/unlocking.ts";
import { InstalledView } from "./web/installed-view.ts";

export interface ServeOptions {
  readonly config: PlatformConfig;
  readonly logger: Logger;
  /** Overrides the platform file's port. */
  readonly port?: number;
  readonly instruments?: Instruments;
  /** Until what could not be opened is tried again. */
  readonly retryMs?: number;
}
export interface Served {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  /** The factory account, when this start made it: shown once. */
  readonly firstAccount: { readonly name: string; readonly password: string } | null;
  /** True while a runner owns a run: the platform's services are then not ours to stop. */
  runActive(): boolean;
  stopServices(): Promise<void>;
  /** Closes the port and the stores; runs and the platform's services go on. */
  close(): Promise<void>;
}

const CLIENT = fileURLToPath(new URL("../dist/client", import.meta.url));

/** @throws CodedError JOURNAL_UNWRITABLE when the disk takes nothing */
export async function lockOf({ state }: Pick<PlatformConfig, "state">): Promise<KernelLock | null> {
  try {
    await mkdir(state, { recursive: true, mode: 0o750 });
    return takeLock(stateLayout(state).webLock, WEB_LOCK_WAIT_MS);
  } catch (error) {
    throw isUnwritable(error) ? new CodedError("JOURNAL_UNWRITABLE", { subject: state }, error) : error;
  }
}

type Closers = (() => unknown)[];

/** @throws CodedError STATE_FOLDER_OTHER, PLATFORM_MISSING, DISK_MISSING, STATE_IN_USE, JOURNAL_DAMAGED, JOURNAL_UNWRITABLE; nothing is left open */
export async function serve(options: ServeOptions): Promise<Served> {
  const { config } = options;
  await requireOwnState(config);
  await requireDisks(config);
  const lock = await lockOf(config);
  if (lock === null) throw new CodedError("STATE_IN_USE", { state: config.state });
  const closers: Closers = [() => lock.release()];
  try {
    return await serveLocked(options, closers);
  } catch (error) {
    // Some of it may be closed already.
    for (const close of closers.toReversed())
      await Promise.resolve()
        .then(close)
        .catch(() => {});
    const isPort = error instanceof Error && "syscall" in error && error.syscall === "listen";
    throw isUnwritable(error) && !isPort
      ? new CodedError("JOURNAL_UNWRITABLE", { subject: config.state }, error)
      : error;
  }
}

async function serveLocked(
  { config, logger, port, instruments = REAL_INSTRUMENTS, retryMs = CLOSED_RETRY_MS }: ServeOptions,
  closers: Closers,
): Promise<Served> {
  const platform = openPlatform(config);
  const { state } = platform;
  const stores = await openStores(state, logger);
  const { journal, log } = stores;
  let { access } = stores;
  closers.push(
    () => journal.close(),
    () => log.close(),
    () => access?.close(),
  );
  const launcher = new Launcher(platform, journal);
  const tail = new JournalTail(journal, log, (error) =>
    logger.error({ err: error }, "what is new cannot be read"),
  );
  const trust = new TrustStore({ root: state.trustRoot, learned: state.trustLearned });
  const intake = createIntake({
    platform,
    journal,
    log,
    instruments,
    clock: systemClock,
    trust,
    launch: (runId) => launcher.launch(runId),
  });
  closers.push(() => intake.close());
  const latest = () => journal.states({ limit: 1 })[0] ?? null;
  const runActive = (): boolean => {
    const run = latest();
    return run !== null && isActive(run);
  };

  const returning = createRevert({
    platform,
    journal,
    instruments,
    clock: systemClock,
    launch: (runId) => launcher.launch(runId),
  });
  const depot = new DropFolder({
    directory: state.depot,
    trust,
    clock: systemClock,
    judge: (manifest, summary, fileName) => intake.judge(manifest, summary, fileName),
  });

  /** While a run is active its runner alone starts and stops the platform's services; a platform that waits for support is left as it is. */
  const oursToStart = async (): Promise<boolean> => !(await platform.front.isMasked()) && !runActive();
  /** On a full disk a service that runs cannot be written down, and is not found: it gets the journal's room. */
  const startServices = async (): Promise<void> => {
    await startCurrent(platform).catch(async (error) => {
      if (!isFullDisk(error)) throw error;
      journal.makeRoom();
      await startCurrent(platform);
    });
  };
  const keeper = new Keeper({
    isDown: async () => (await oursToStart()) && (await isDown(platform)),
    async start() {
      // No runner may begin while a service starts: it would find one that it had stopped.
      const runner = takeLock(state.runnerLock);
      if (runner === null) return;
      try {
        await requireDisks(config);
        if (await oursToStart()) await startServices();
      } finally {
        runner.release();
      }
    },
    onError: (error) => logger.error({ err: error }, "a service of the platform does not start"),
  });

  // A disk that does not let go of what nobody needs must not keep the platform closed.
  const tidily = (sweep: () => Promise<void>): Promise<void> =>
    sweep().catch((error) => logger.error({ err: error }, "what was left is not removed"));
  for (const folder of foldersWrittenTo(config))
    await tidily(async () => void (await removeStaleTempFiles(folder)));
  await tidily(() => sweepCounts(platform));
  await tidily(() => sweepLeftovers(platform, journal));
  returning.recover();
  await intake.recover();
  await launcher.recover();
  const installed = await InstalledView.open(platform, tail);
  tail.on("records", (records) => {
    if (records.some(({ event }) => event.type === "run:ended"))
      void tidily(() => sweepLeftovers(platform, journal));
  });
  closers.push(() => tail.stop());
  tail.start();
  closers.push(() => depot.stop());
  await tidily(() => depot.start());

  const installation = await installationName(state.installation);
  await rememberState(config);
  await rememberDisks(config);
  const components = {
    config,
    journal,
    log,
    tail,
    intake,
    depot,
    returning,
    installation,
    unlocking: createUnlocking({
      journal,
      trust,
      installation,
      clock: systemClock,
      launch: (runId) => launcher.launch(runId),
    }),
    installed: () => installed.now(),
    // Looked at each time: a page that is told of the end must not be told of the mask that was.
    masked: () => platform.front.isMasked(),
    obstacle: async () =>
      (await blockerOf(platform, launcher.waitsFor(), instruments)) ?? (await missingDisk(config)),
    clock: systemClock,
    logger,
    clientDirectory: (await exists(join(CLIENT, "index.html"))) ? CLIENT : null,
  };

  const gateway = createGateway({
    maskFile: state.mask,
    upstream: () => frontAddress(platform.services, installed.services()),
    status: () => {
      const run = latest();
      return {
        step: run && run.phase !== "ended" ? currentStep(run) : null,
        goesBack: run?.phase === "rolling-back",
        expectedEnd: null,
      };
    },
    config,
    clock: systemClock,
    logger,
  });
  const since = systemClock();
  let superviseur =
    access === null ? unavailableConsole(config, since) : openConsole({ ...components, access });
  const server = createServer(
    { requestTimeout: HTTP_REQUEST_TIMEOUT_MS, shouldUpgradeCallback: isTunnel },
    (request, response) =>
      isOurs(request.url)
        ? superviseur.handleRequest(request, response)
        : gateway.handleRequest(request, response),
  );
  let socket = superviseur.attach(server);
  /** What kept the accounts from being read may pass: room on the disk, a copy that was put back. */
  const reopening = setInterval(() => {
    if (access !== null) return clearInterval(reopening);
    try {
      access = readableAccess(state.access);
    } catch {
      return;
    }
    void socket.close();
    superviseur = openConsole({ ...components, access });
    socket = superviseur.attach(server);
    void access
      .ensureFactoryAccount()
      .catch((error) => logger.error({ err: error }, "no first account can be made"));
  }, retryMs).unref();
  server.on("upgrade", (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    if (!isOurs(request.url)) gateway.handleUpgrade(request, connection, head);
  });
  const unconsented = setInterval(() => {
    try {
      returning.endUnconsented();
    } catch (error) {
      logger.error({ err: error }, "a return that was left half opened is not ended");
    }
  }, UNCONSENTED_CHECK_MS).unref();
  const close = async (): Promise<void> => {
    clearInterval(unconsented);
    clearInterval(reopening);
    launcher.stop();
    await keeper.pause();
    await depot.stop();
    await intake.close();
    tail.stop();
    await socket.close();
    await gateway.close();
    server.closeAllConnections();
    if (server.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
    access?.close();
    log.close();
    journal.close();
    closers[0]?.();
  };
  closers.push(close);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port ?? config.listen.port, config.listen.host, resolve);
  });
  // Only now, so that a port already taken leaves no service behind and loses no first password.
  const firstAccount = access === null ? null : await access.ensureFactoryAccount();
  await keeper.watch();
  launcher.watch((error) => logger.error({ err: error }, "the runner cannot be started"));

  const address = server.address() as AddressInfo;
  const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
  const url = `http://${host === "0.0.0.0" || host === "[::]" ? "127.0.0.1" : host}:${address.port}`;
  await announceFront(state.frontDoor, url).catch((error) =>
    logger.error({ err: error }, "the front door is not written down"),
  );
  logger.info(
    {
      url,
      platform: config.name,
      version: installed.now().version,
      masked: await platform.front.isMasked(),
    },
    "listening",
  );

  return {
    url,
    firstAccount,
    runActive,
    async stopServices() {
      await keeper.pause();
      for (const service of installed.services()) await platform.services.stop(service.name);
    },
    close,
  };
}
