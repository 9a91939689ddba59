/**
 * SQLite work that can take minutes, in a process of its own: node:sqlite is synchronous, and the runner must stay able to
 * write progress and obey. Called as `node sqlite-child.ts ACTION FILE …`; one JSON object on stdout; a sentence on stderr and exit 1 when it fails.
 */
import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/** The platform may hold its own write lock for an instant. */
const BUSY_TIMEOUT_MS = 30_000;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

function tables(database: DatabaseSync): string[] {
  const rows = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").all();
  return rows.map((row) => String(row.name));
}

function counts(database: DatabaseSync): Record<string, number> {
  return Object.fromEntries(
    tables(database).map((table) => [table, Number(database.prepare(`SELECT COUNT(*) AS n FROM ${quoted(table)}`).get()?.n)]),
  );
}

/** A killed backup still passes quick_check, so the rows are counted as well (see the caller). */
function prove(file: string): Record<string, number> {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    const verdict = database.prepare("PRAGMA integrity_check").get()?.integrity_check;
    if (verdict !== "ok") throw new Error(`integrity_check: ${verdict}`);
    return counts(database);
  } finally {
    database.close();
  }
}

/** VACUUM INTO reads one consistent state while others write; counting inside the same read transaction tells what it must contain. */
function backup(file: string, target: string): Record<string, number> {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec(`VACUUM INTO '${target.replaceAll("'", "''")}'`);
  } finally {
    database.close();
  }
  return prove(target);
}

/** Rows whose foreign key points to nothing. An old platform may have some already: only new ones are a migration's fault. */
const orphans = (database: DatabaseSync): number => database.prepare("PRAGMA foreign_key_check").all().length;

const RECORDS = `
  CREATE TABLE IF NOT EXISTS superviseur_migrations (id TEXT PRIMARY KEY, applied_at TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS superviseur_datasets (name TEXT PRIMARY KEY, version TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT;`;

/** The script and the record of it stand or fall together when the migration is transactional. */
function migrate(file: string, script: string, id: string, sha256: string, transactional: boolean): { changes: number } {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec(`PRAGMA foreign_keys = OFF; PRAGMA synchronous = FULL;`);
    const orphansBefore = orphans(database);
    const before = Number(database.prepare("SELECT total_changes() AS n").get()?.n);
    if (transactional) database.exec("BEGIN IMMEDIATE");
    database.exec(readFileSync(script, "utf8"));
    if (transactional && !database.isTransaction) throw new Error("the script ended the transaction: declare it transactional: false");
    const changes = Number(database.prepare("SELECT total_changes() AS n").get()?.n) - before;
    database.exec(RECORDS);
    database.prepare("INSERT INTO superviseur_migrations VALUES (?, ?, ?)").run(id, new Date().toISOString(), sha256);
    const orphaned = orphans(database) - orphansBefore;
    if (orphaned > 0) throw new Error(`foreign_key_check: the script leaves ${orphaned} row(s) that point to nothing`);
    if (transactional) database.exec("COMMIT");
    return { changes };
  } finally {
    database.close();
  }
}

function record(file: string, sql: string, parameters: string[]): Record<string, never> {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec(RECORDS);
    database.prepare(sql).run(...parameters);
    return {};
  } finally {
    database.close();
  }
}

const [action, file = "", ...rest] = process.argv.slice(2);
const [first = "", second = "", third = "", fourth = ""] = rest;
try {
  const answer = (() => {
    switch (action) {
      case "prove":
        return prove(file);
      case "backup":
        return backup(file, first);
      case "migrate":
        return migrate(file, first, second, third, fourth === "transactional");
      case "record-migration":
        return record(file, "INSERT OR REPLACE INTO superviseur_migrations VALUES (?, ?, ?)", [first, new Date().toISOString(), second]);
      case "record-dataset":
        return record(file, "INSERT OR REPLACE INTO superviseur_datasets VALUES (?, ?, ?)", [first, second, new Date().toISOString()]);
      default:
        throw new Error(`unknown action ${action}`);
    }
  })();
  process.stdout.write(`${JSON.stringify(answer)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
