/**
 * A lock that the kernel drops when its holder dies, however it dies: SQLite's own file lock (fcntl), held by an exclusive
 * transaction that is never ended. A pid file or a time-out can be wrong; this cannot.
 */
import { DatabaseSync } from "node:sqlite";
import { isSqlite } from "./sqlite-error.ts";

export interface KernelLock {
  release(): void;
}

/** Takes the lock, or returns null when another process still holds it after `waitMs`. */
export function takeLock(path: string, waitMs = 0): KernelLock | null {
  const database = new DatabaseSync(path, { timeout: waitMs });
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (isSqlite(error, "busy")) return null;
    throw error;
  }
  return { release: () => database.close() };
}

/** True while some other process holds the lock. Takes it for an instant itself: a holder-to-be must wait a little. */
export function isLocked(path: string): boolean {
  const lock = takeLock(path);
  lock?.release();
  return lock === null;
}
