/** Starts the web process: recovery comes first, then the port opens, then the platform's services are started. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Logger } from "pino";
import { CodedError } from "../shared/errors.ts";
import { compose, composeScreen, composeWeb } from "./compose.ts";
import { consoleFor } from "./console.ts";
import { exists } from "./io/atomic-file.ts";
import { isUnwritable } from "./journal/journal.ts";
import { CLOSED_RETRY_MS } from "./limits.ts";
import { rememberDisks, requireDisks } from "./platform/disks.ts";
import { announceFront } from "./platform/front/embedded/driver.ts";
import { rememberState, requireOwnState } from "./platform/installation.ts";
import type { Instruments } from "./platform/measure.ts";
import type { PlatformConfig } from "./platform/platform-file.ts";
import { openStores, requireKnownStores, retryAccess } from "./stores.ts";
import { FrontServer } from "./web/front-server.ts";
import { platformGateway } from "./web/platform-gateway.ts";
import { isRunActive, platformKeeper } from "./web/platform-keeper.ts";
import { endUnconsented, recoverAtStart, sweepAfterRuns, tolerating } from "./web/start-recovery.ts";
import { takeWebLock } from "./web/web-lock.ts";

export interface ServeOptions {
  readonly config: PlatformConfig;
  readonly logger: Logger;
  /** Overrides the platform file's port. */
  readonly port?: number;
  readonly instruments?: Instruments;
  /** Pause before trying again to open what could not be opened. */
  readonly retryMs?: number;
}
export interface Served {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  /** The factory account, when this start created it: shown once. */
  readonly firstAccount: { readonly name: string; readonly password: string } | null;
  /** True while a runner owns a run: the platform's services are then not ours to stop. */
  runActive(): boolean;
  stopServices(): Promise<void>;
  /** Closes the port and the stores; runs and the platform's services continue. */
  close(): Promise<void>;
}

const CLIENT = fileURLToPath(new URL("../dist/client", import.meta.url));

/** @throws CodedError STATE_FOLDER_OTHER, PLATFORM_MISSING, DISK_MISSING, STATE_IN_USE, STATE_NEWER, JOURNAL_DAMAGED, JOURNAL_UNWRITABLE; nothing is left open */
export async function serve(options: ServeOptions): Promise<Served> {
  const { config, logger } = options;
  await requireOwnState(config);
  await requireDisks(config);
  const lock = await takeWebLock(config);
  if (lock === null) throw new CodedError("STATE_IN_USE", { state: config.state });
  const stack = new AsyncDisposableStack();
  stack.defer(() => lock.release());
  try {
    requireKnownStores(config);
    return { ...(await serveLocked(options, stack)), close: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync().catch((err) => logger.error({ err }, "a part cannot be closed"));
    const isPort = error instanceof Error && "syscall" in error && error.syscall === "listen";
    throw isUnwritable(error) && !isPort
      ? new CodedError("JOURNAL_UNWRITABLE", { subject: config.state }, error)
      : error;
  }
}

/** The order of these lines is the order of the start, and backwards that of the end. */
async function serveLocked(
  options: ServeOptions,
  stack: AsyncDisposableStack,
): Promise<Omit<Served, "close">> {
  const { config, logger, port = config.listen.port, retryMs = CLOSED_RETRY_MS } = options;
  const composition = compose(options, stack);
  const { platform, journal, clock, launcher } = composition;
  const access = { path: platform.state.access, clock };
  const stores = await openStores(composition, logger, access, stack);
  const front = stack.use(new FrontServer());
  const web = composeWeb(composition, { log: stores.log, logger }, stack);
  const keeper = platformKeeper(web);
  stack.defer(() => keeper.pause());
  stack.defer(() => launcher.stop());

  await recoverAtStart(web);
  const hasClient = await exists(join(CLIENT, "index.html"));
  const { components, installed } = await composeScreen(web, hasClient ? CLIENT : null);
  sweepAfterRuns(web);
  web.tail.start();
  await tolerating(logger, () => web.dropFolder.start());
  await rememberState(config);
  await rememberDisks(config);

  front.mount(platformGateway({ ...web, installed }), consoleFor(components, stores.access));
  const reopen = (): void => front.replaceConsole(consoleFor(components, stores.access));
  stack.use(retryAccess(stores, access, { retryMs, logger, onReadable: reopen }));
  stack.use(endUnconsented(web));
  const url = await front.listen(port, config.listen.host);
  // Only now, so that a port already taken leaves no service behind and loses no first password.
  const firstAccount = (await stores.access?.ensureFactoryAccount()) ?? null;
  await keeper.watch();
  launcher.watch((error) => logger.error({ err: error }, "the runner cannot be started"));
  await announceFront(platform.state.frontDoor, url).catch((error) =>
    logger.error({ err: error }, "the URL of the front door is not recorded"),
  );
  const { version } = installed.now();
  const masked = await platform.front.isMasked();
  logger.info({ url, platform: config.name, version, masked }, "listening");

  return {
    url,
    firstAccount,
    runActive: () => isRunActive(journal),
    async stopServices() {
      await keeper.pause();
      for (const service of installed.services()) await platform.services.stop(service.name);
    },
  };
}
