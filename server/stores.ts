/** What Superviseur remembers besides the journal: the log and the accounts. Without them it still works. */
import type { Logger } from "pino";
import { CodedError } from "../shared/errors.ts";
import { type Access, type AccessOptions, openAccess } from "./access/access.ts";
import { ACCESS_MIGRATIONS } from "./access/migrations.ts";
import { requireKnownFile } from "./io/schema.ts";
import { every } from "./io/timer.ts";
import type { Journal } from "./journal/journal.ts";
import { JOURNAL_MIGRATIONS } from "./journal/record-table.ts";
import { LOG_MIGRATIONS, openOrReplaceRunLog, type RunLog, silentLog } from "./journal/run-log.ts";
import { stateLayout } from "./platform/layout.ts";
import type { Platform } from "./platform/platform.ts";
import type { PlatformConfig } from "./platform/platform-file.ts";

export interface Stores {
  readonly log: RunLog;
  /** Null while the accounts cannot be read; they may become readable later. */
  access: Access | null;
}

/**
 * Comes before any store is opened, so that none is migrated when another one is refused.
 * @throws CodedError STATE_NEWER
 */
export function requireKnownStores(config: PlatformConfig): void {
  const { journal, log, access } = stateLayout(config.state);
  requireKnownFile(journal, JOURNAL_MIGRATIONS);
  requireKnownFile(log, LOG_MIGRATIONS);
  requireKnownFile(access, ACCESS_MIGRATIONS);
}

const isNewer = (error: unknown): boolean => error instanceof CodedError && error.code === "STATE_NEWER";

/** Neither the log nor the accounts keep a run from being brought to its end, nor people from the platform. @throws CodedError STATE_NEWER: what a newer Superviseur wrote is not replaced */
export async function openStores(
  { platform, journal }: { readonly platform: Platform; readonly journal: Journal },
  logger: Logger,
  access: AccessOptions,
  stack: AsyncDisposableStack,
): Promise<Stores> {
  const { state } = platform;
  /** The journal's reserve also opens the others on a full disk: the screen must say what is wrong. */
  const opened = async <T>(open: () => T | Promise<T>): Promise<T> => {
    try {
      return await open();
    } catch (error) {
      if (isNewer(error)) throw error;
      journal.makeRoom();
      return await open();
    }
  };
  const log = await opened(() => openOrReplaceRunLog(state.log)).catch((error) => {
    if (isNewer(error)) throw error;
    logger.fatal({ err: error }, "the log cannot be opened: nothing is written to it");
    return silentLog();
  });
  stack.defer(() => log.close());
  const stores: Stores = {
    log,
    access: await opened(() => readableAccess(access)).catch((error) => {
      if (isNewer(error)) throw error;
      logger.fatal({ err: error }, "the accounts cannot be read: no user can log in");
      return null;
    }),
  };
  stack.defer(() => stores.access?.close());
  return stores;
}

/** What kept the accounts from being read may pass: room on the disk, a copy that was put back. */
export function retryAccess(
  stores: Stores,
  access: AccessOptions,
  options: { readonly retryMs: number; readonly logger: Logger; readonly onReadable: () => void },
): Disposable {
  const { retryMs, logger, onReadable } = options;
  return every(retryMs, () => {
    if (stores.access !== null) return;
    try {
      stores.access = readableAccess(access);
    } catch {
      return;
    }
    onReadable();
    void stores.access
      .ensureFactoryAccount()
      .catch((error) => logger.error({ err: error }, "the first account cannot be created"));
  });
}

/** @throws also when only pages of the database are damaged, not the file's head */
function readableAccess(options: AccessOptions): Access {
  const access = openAccess(options);
  try {
    access.accounts.isEmpty();
    return access;
  } catch (error) {
    access.close();
    throw error;
  }
}
