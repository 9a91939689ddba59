/** The versions of access.sqlite. An entry never changes once it was released. */
import type { Migration } from "../io/schema.ts";

const createTables: Migration = (database) =>
  database.exec(`
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

/** 0.2.0 renamed the permission `release:return` to `release:revert`: groups keep the right. */
const renameRevertPermission: Migration = (database) => {
  const update = database.prepare("UPDATE team SET permissions = ? WHERE id = ?");
  for (const { id, permissions } of database.prepare("SELECT id, permissions FROM team").all()) {
    const stored = JSON.parse(String(permissions)) as readonly string[];
    if (!stored.includes("release:return")) continue;
    const renamed = stored.map((permission) => permission.replace(/^release:return$/, "release:revert"));
    update.run(JSON.stringify([...new Set(renamed)]), String(id));
  }
};

export const ACCESS_MIGRATIONS: readonly Migration[] = [createTables, renameRevertPermission];
