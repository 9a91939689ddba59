/** What Superviseur remembers: the journal, without which nothing is opened; the log and the accounts, without which it goes on. */
import type { Logger } from "pino";
import { type Access, openAccess } from "./access/access.ts";
import { systemClock } from "./io/clock.ts";
import { type Journal, openJournal } from "./journal/journal.ts";
import { openRunLogAnew, type RunLog, silentLog } from "./journal/run-log.ts";
import type { Platform } from "./platform/platform.ts";

export interface Stores {
  readonly journal: Journal;
  readonly log: RunLog;
  /** Null while the accounts cannot be read. */
  readonly access: Access | null;
}

/**
 * Neither log nor accounts keep a run from being brought to its end, nor people from the platform.
 * @throws CodedError JOURNAL_DAMAGED, JOURNAL_UNWRITABLE
 */
export async function openStores(state: Platform["state"], logger: Logger): Promise<Stores> {
  const journal = openJournal(state.journal);
  /** The journal's reserve also opens the others on a full disk: the screen must say what is wrong. */
  const opened = async <T>(open: () => T | Promise<T>): Promise<T> => {
    try {
      return await open();
    } catch {
      journal.makeRoom();
      return await open();
    }
  };
  const log = await opened(() => openRunLogAnew(state.log)).catch((error) => {
    logger.fatal({ err: error }, "the log cannot be opened: nothing is said in it");
    return silentLog();
  });
  const access = await opened(() => readableAccess(state.access)).catch((error) => {
    logger.fatal({ err: error }, "the accounts cannot be read: nobody can log in");
    return null;
  });
  return { journal, log, access };
}

/** @throws also where only their pages are damaged, not the file's head */
export function readableAccess(path: string): Access {
  const access = openAccess({ path, clock: systemClock });
  try {
    access.accounts.isEmpty();
    return access;
  } catch (error) {
    access.close();
    throw error;
  }
}
