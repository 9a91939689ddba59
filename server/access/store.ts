/** The accounts' database: users, groups, sessions, login attempts, audit. One file, apart from the journal and from the platform. */
import { chmodSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { migrate, requireKnownSchema } from "../io/schema.ts";
import { ACCESS_BUSY_TIMEOUT_MS } from "../limits.ts";
import { ACCESS_MIGRATIONS } from "./migrations.ts";

/** @throws CodedError STATE_NEWER; nothing is left open */
export function openAccessStore(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: ACCESS_BUSY_TIMEOUT_MS });
  try {
    requireKnownSchema(database, path, ACCESS_MIGRATIONS);
    // Password hashes are nobody else's to read; SQLite gives its -wal and -shm files the same mode.
    if (path !== ":memory:") chmodSync(path, 0o600);
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
    migrate(database, path, ACCESS_MIGRATIONS);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Runs `work` in one transaction: all of it is on disk, or none. Inside another one it becomes part of it. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  if (database.isTransaction) return work();
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
