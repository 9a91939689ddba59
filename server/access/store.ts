/** The accounts' database: users, groups, sessions, login attempts, audit. One file, apart from the journal and from the platform. */
import { chmodSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { ACCESS_BUSY_TIMEOUT_MS } from "../limits.ts";

export function openAccessStore(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: ACCESS_BUSY_TIMEOUT_MS });
  // Password hashes are nobody else's to read; SQLite gives its -wal and -shm files the same mode.
  if (path !== ":memory:") chmodSync(path, 0o600);
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    CREATE TABLE IF NOT EXISTS account (
      id TEXT PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE UNIQUE, password TEXT NOT NULL, active INTEGER NOT NULL DEFAULT 1,
      factory INTEGER NOT NULL DEFAULT 0, must_change INTEGER NOT NULL DEFAULT 1, last_login INTEGER
    ) STRICT;
    CREATE TABLE IF NOT EXISTS team (id TEXT PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE UNIQUE, permissions TEXT NOT NULL, built_in INTEGER NOT NULL DEFAULT 0) STRICT;
    CREATE TABLE IF NOT EXISTS membership (
      account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE, team_id TEXT NOT NULL REFERENCES team (id), PRIMARY KEY (account_id, team_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS session (
      token_hash TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE, csrf TEXT NOT NULL,
      created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL, confirmed_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS attempt (subject TEXT PRIMARY KEY, failures INTEGER NOT NULL, last_at INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS audit (
      seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor_id TEXT NOT NULL, actor_name TEXT NOT NULL, action TEXT NOT NULL, outcome TEXT NOT NULL,
      facts TEXT NOT NULL, address TEXT NOT NULL, hash TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER IF NOT EXISTS audit_is_append_only_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
    CREATE TRIGGER IF NOT EXISTS audit_is_append_only_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
  `);
  return database;
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
