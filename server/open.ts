/** Opens Superviseur, or answers every request with the reason why it cannot, and keeps trying: after a reboot a disk may be mounted late. */
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { CodedError, type ErrorReport, reportOf } from "../shared/errors.ts";
import { createUnavailablePage, type UnavailablePage } from "./gateway/unavailable-page.ts";
import { openJournal } from "./journal/journal.ts";
import { CLOSED_RETRY_MS } from "./limits.ts";
import { unwritable } from "./pipeline/blocker.ts";
import { requireDisks } from "./platform/disks.ts";
import { requireOwnState } from "./platform/installation.ts";
import { stateLayout } from "./platform/layout.ts";
import { REAL_INSTRUMENTS } from "./platform/measure.ts";
import type { PlatformConfig } from "./platform/platform-file.ts";
import { type Served, type ServeOptions, serve } from "./serve.ts";
import { requireKnownStores } from "./stores.ts";
import { takeWebLock } from "./web/web-lock.ts";

/** The journal cannot say what was under way, or cannot be written. Anything else ends the process with its message, as before it was set up. */
const REPORTED_WHEN_CLOSED: readonly string[] = [
  "JOURNAL_DAMAGED",
  "JOURNAL_UNWRITABLE",
  "STATE_FOLDER_OTHER",
  "PLATFORM_MISSING",
  "DISK_MISSING",
  "STATE_NEWER",
];

/** Null when Superviseur's memory is there, whole and writable. Starts nothing. */
async function problemOf(config: PlatformConfig): Promise<CodedError | null> {
  try {
    await requireOwnState(config);
    await requireDisks(config);
    (await takeWebLock(config))?.release();
    requireKnownStores(config);
    openJournal(stateLayout(config.state).journal).close();
    return null;
  } catch (error) {
    if (error instanceof CodedError) return error;
    throw error;
  }
}

interface Telling {
  readonly problem: CodedError;
  /** Unix ms. */
  readonly since: number;
  readonly retryMs: number;
}

/** Until it may be tried again. */
async function tellAtTheDoor(options: ServeOptions, { problem, since, retryMs }: Telling): Promise<void> {
  const { config, logger, port, instruments = REAL_INSTRUMENTS } = options;
  logger.fatal({ err: problem }, "closed: nothing is started, and everybody is told");
  /** For a disk that is not writable, measures whether it is full: that is the one cause people can fix at once. */
  const reported = async (error: CodedError): Promise<ErrorReport> =>
    error.code === "JOURNAL_UNWRITABLE"
      ? await unwritable(config, instruments).catch(() => reportOf(error))
      : reportOf(error);
  let report = await reported(problem);
  const page = (): UnavailablePage => createUnavailablePage({ config, report, since });
  const server = createServer((request, response) => page().handleRequest(request, response));
  server.on("upgrade", (request, socket) => page().handleUpgrade(request, socket));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port ?? config.listen.port, config.listen.host, resolve);
  });
  try {
    for (;;) {
      await delay(retryMs);
      const now = await problemOf(config);
      if (now === null) return;
      report = await reported(now);
    }
  } finally {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}

interface OpenOptions extends ServeOptions {
  /** Before the unavailable page is opened for the first time. */
  readonly onClosed?: (problem: CodedError) => void;
}

export async function openSuperviseur(options: OpenOptions): Promise<Served> {
  const { retryMs = CLOSED_RETRY_MS, onClosed } = options;
  let since: number | null = null;
  for (;;) {
    try {
      return await serve(options);
    } catch (error) {
      if (!(error instanceof CodedError) || !REPORTED_WHEN_CLOSED.includes(error.code)) throw error;
      if (since === null) onClosed?.(error);
      since ??= Date.now();
      await tellAtTheDoor(options, { problem: error, since, retryMs });
    }
  }
}
