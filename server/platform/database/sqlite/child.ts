/**
 * SQLite work that can take minutes, in a process of its own: node:sqlite is synchronous, and the runner must stay able to
 * write progress and to be cancelled. Called as `node child.ts ACTION FILE …`; prints one JSON object to stdout, or a sentence to
 * stderr and exits with 1.
 */
import { readFileSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { join } from "node:path";
import { backup as copyPages, DatabaseSync } from "node:sqlite";
import type { TableChanges, TableProof } from "../port.ts";
import { compareMarks, markRows } from "./change-baseline.ts";
import { digestOf, quoted, tablesOf } from "./rows.ts";

/** The platform may hold its own write lock for an instant. */
const BUSY_TIMEOUT_MS = 30_000;

/** All pages in one step: in several, a database that is written to all the time is begun again and again. */
const ALL_PAGES = 2 ** 31 - 1;

/** Printed to stderr: from now on others may write. */
const FROZEN = "frozen";

const hasLog = (database: DatabaseSync): boolean =>
  database.prepare("PRAGMA journal_mode").get()?.journal_mode === "wal";

const countOf = (database: DatabaseSync, table: string): number =>
  Number(database.prepare(`SELECT COUNT(*) AS n FROM ${quoted(table)}`).get()?.n);

/** A damaged file may still answer: every page is checked before anything is counted. */
function checked<T>(file: string, use: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    const verdict = database.prepare("PRAGMA integrity_check").get()?.integrity_check;
    if (verdict !== "ok") throw new Error(`integrity_check: ${verdict}`);
    return use(database);
  } finally {
    database.close();
  }
}

const prove = (file: string): Record<string, number> =>
  checked(file, (database) =>
    Object.fromEntries(tablesOf(database).map(({ name }) => [name, countOf(database, name)])),
  );

const digests = (database: DatabaseSync): Record<string, TableProof> =>
  Object.fromEntries(tablesOf(database).map((table) => [table.name, digestOf(database, table)]));

/**
 * The live database's own digests and the copy come from one read transaction: what is compared later is what was
 * copied, also when users write meanwhile. Without a write-ahead log a reader blocks every writer: then the copy is taken first, and read.
 */
async function backup(file: string, target: string): Promise<Record<string, TableProof>> {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    const inPlace = hasLog(database);
    if (inPlace) database.exec("BEGIN");
    const proofs = inPlace ? digests(database) : null;
    await copyPages(database, target, { rate: ALL_PAGES });
    if (inPlace) database.exec("COMMIT");
    return proofs ?? checked(target, digests);
  } finally {
    database.close();
  }
}

/** With a write-ahead log an open read transaction is a frozen view that blocks no writer: then others may write while it is read. */
function mark(
  file: string,
  marks: string,
  onRows?: (rows: number) => void,
): { tables: number; rows: number } {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    const inPlace = hasLog(database);
    // The view is of the first read, not of the BEGIN.
    database.exec("BEGIN; SELECT COUNT(*) FROM sqlite_schema");
    if (inPlace && onRows === undefined) process.stderr.write(`${FROZEN}\n`);
    return markRows(database, marks, onRows);
  } finally {
    database.close();
  }
}

/** Counted while people work: at the lowest priority, and where a reader would hold up every writer, from a copy. */
async function changes(file: string, marks: string, scratch: string): Promise<TableChanges[]> {
  setPriority(constants.priority.PRIORITY_LOW);
  const now = join(scratch, "now.sqlite");
  let read = file;
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    if (!hasLog(database)) {
      read = join(scratch, "copy.sqlite");
      await copyPages(database, read, { rate: ALL_PAGES });
    }
  } finally {
    database.close();
  }
  mark(read, now, (rows) => process.stderr.write(`${rows}\n`));
  return compareMarks(marks, now);
}

/** Rows whose foreign key points to nothing. An old platform may have some already: only new ones are a migration's fault. */
const orphans = (database: DatabaseSync): number => database.prepare("PRAGMA foreign_key_check").all().length;

const RECORDS = `
  CREATE TABLE IF NOT EXISTS superviseur_migrations (id TEXT PRIMARY KEY, applied_at TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS superviseur_datasets (name TEXT PRIMARY KEY, version TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT;`;

/** A transactional migration and its record are committed together or not at all. */
function migrate(
  file: string,
  script: string,
  id: string,
  sha256: string,
  transactional: boolean,
): { changes: number } {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec(`PRAGMA foreign_keys = OFF; PRAGMA synchronous = FULL;`);
    const orphansBefore = orphans(database);
    const before = Number(database.prepare("SELECT total_changes() AS n").get()?.n);
    if (transactional) database.exec("BEGIN IMMEDIATE");
    database.exec(readFileSync(script, "utf8"));
    if (transactional && !database.isTransaction)
      throw new Error("the script ended the transaction: declare it transactional: false");
    const changes = Number(database.prepare("SELECT total_changes() AS n").get()?.n) - before;
    database.exec(RECORDS);
    database
      .prepare("INSERT INTO superviseur_migrations VALUES (?, ?, ?)")
      .run(id, new Date().toISOString(), sha256);
    const orphaned = orphans(database) - orphansBefore;
    if (orphaned > 0)
      throw new Error(`foreign_key_check: the script leaves ${orphaned} row(s) that point to nothing`);
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
  const answer = await (() => {
    switch (action) {
      case "prove":
        return prove(file);
      case "digest":
        return checked(file, digests);
      case "backup":
        return backup(file, first);
      case "mark":
        return mark(file, first);
      case "changes":
        return changes(file, first, second);
      case "migrate":
        return migrate(file, first, second, third, fourth === "transactional");
      case "record-migration":
        return record(file, "INSERT OR REPLACE INTO superviseur_migrations VALUES (?, ?, ?)", [
          first,
          new Date().toISOString(),
          second,
        ]);
      case "record-dataset":
        return record(file, "INSERT OR REPLACE INTO superviseur_datasets VALUES (?, ?, ?)", [
          first,
          second,
          new Date().toISOString(),
        ]);
      default:
        throw new Error(`unknown action ${action}`);
    }
  })();
  process.stdout.write(`${JSON.stringify(answer)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
