/**
 * What was written since: a mark for each row of a database (its key and 64 bits of a digest), in a SQLite file of its own that
 * takes some 17 bytes a row; and the difference of two such files. Memory stays the same however large the tables are.
 */
import { hash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import type { TableChanges } from "../port.ts";
import { rowsOf, rowText, type Table, tablesOf } from "./rows.ts";

const REPORTED_ROWS = 50_000;

/** A full-text index is built from rows that are counted in their own table: of its tables only the one that keeps texts counts. */
const INDEX_PARTS = ["data", "idx", "docsize", "config", "segments", "segdir", "stat"];

function derivedTables(database: DatabaseSync): ReadonlySet<string> {
  const made = database
    .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%'")
    .all();
  const indexes = made.filter(({ sql }) => /\busing\s+fts[345]\b/i.test(String(sql)));
  return new Set(indexes.flatMap(({ name }) => INDEX_PARTS.map((part) => `${name}_${part}`)));
}

/** Two different rows have the same one once in 2^64. */
const digest = (values: Parameters<typeof rowText>[0]): bigint =>
  (hash("sha256", rowText(values), "buffer") as Buffer).readBigInt64BE(0);

/** Name and rows of one marked table, and whether its rows can be distinguished at all. */
interface Marked {
  readonly name: string;
  readonly place: string;
  readonly rows: number;
  readonly hasKey: boolean;
}

function markTable(
  database: DatabaseSync,
  marks: DatabaseSync,
  table: Table,
  place: string,
  onRow: () => void,
): number {
  const [first = "rowid"] = table.key;
  const byRowId = table.key.length === 1 && !first.startsWith('"');
  marks.exec(
    byRowId
      ? `CREATE TABLE ${place} (key INTEGER PRIMARY KEY, digest INTEGER)`
      : `CREATE TABLE ${place} (key TEXT PRIMARY KEY, digest INTEGER) WITHOUT ROWID`,
  );
  const insert = marks.prepare(`INSERT INTO ${place} VALUES (?, ?)`);
  const width = table.key.length;
  let rows = 0;
  for (const row of rowsOf(database, table, `${table.key.join(", ")}, *`)) {
    rows += 1;
    onRow();
    const key = row.slice(0, width);
    if (table.hasKey) insert.run(byRowId ? (key[0] ?? null) : rowText(key), digest(row.slice(width)));
  }
  return rows;
}

/** Writes `file`, which must not exist. The caller ensures that nothing writes to `database` meanwhile, or holds a transaction. */
export function markRows(
  database: DatabaseSync,
  file: string,
  onRows: (done: number) => void = () => {},
): { tables: number; rows: number } {
  const marks = new DatabaseSync(file);
  try {
    // A half file is thrown away: it needs no journal of its own.
    marks.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN");
    marks.exec(
      "CREATE TABLE marked (name TEXT PRIMARY KEY, place TEXT, rows INTEGER, has_key INTEGER) STRICT, WITHOUT ROWID",
    );
    const insert = marks.prepare("INSERT INTO marked VALUES (?, ?, ?, ?)");
    const derived = derivedTables(database);
    const tables = tablesOf(database).filter(({ name }) => !derived.has(name));
    let all = 0;
    const onRow = (): void => {
      all += 1;
      if (all % REPORTED_ROWS === 0) onRows(all);
    };
    for (const [index, table] of tables.entries()) {
      const place = `mark_${index}`;
      insert.run(table.name, place, markTable(database, marks, table, place, onRow), Number(table.hasKey));
    }
    marks.exec("COMMIT");
    return { tables: tables.length, rows: all };
  } finally {
    marks.close();
  }
}

const markedIn = (marks: DatabaseSync, schema: string): Map<string, Marked> =>
  new Map(
    marks
      .prepare(`SELECT * FROM ${schema}.marked`)
      .all()
      .map(({ name, place, rows, has_key }) => [
        String(name),
        { name: String(name), place: String(place), rows: Number(rows), hasKey: Number(has_key) === 1 },
      ]),
  );

/**
 * `then` and `now` are one table's marks. Rows that cannot be distinguished count as written since, all of them: what is lost may be
 * overstated, never understated. So does a row whose table got another column, and one that VACUUM gave another row id.
 */
function difference(
  marks: DatabaseSync,
  table: string,
  then: Marked | undefined,
  now: Marked | undefined,
): TableChanges {
  if (now === undefined) return { table, inserted: 0, changed: 0, deleted: then?.rows ?? 0 };
  if (then === undefined || !then.hasKey || !now.hasKey) {
    return { table, inserted: now.rows, changed: 0, deleted: Math.max(0, (then?.rows ?? 0) - now.rows) };
  }
  const row = marks
    .prepare(
      `SELECT COUNT(*) AS present, COUNT(old.key) AS kept, COALESCE(SUM(old.digest <> new.digest), 0) AS changed
       FROM now.${now.place} AS new LEFT JOIN main.${then.place} AS old ON old.key = new.key`,
    )
    .get();
  const [present, kept, changed] = [Number(row?.present), Number(row?.kept), Number(row?.changed)];
  return { table, inserted: present - kept, changed, deleted: then.rows - kept };
}

/** What differs between two files of marks, table by table; tables without a difference are left out. */
export function compareMarks(then: string, now: string): TableChanges[] {
  const marks = new DatabaseSync(then, { readOnly: true });
  try {
    marks.prepare("ATTACH ? AS now").run(now);
    const [before, after] = [markedIn(marks, "main"), markedIn(marks, "now")];
    return [...new Set([...before.keys(), ...after.keys()])]
      .toSorted()
      .map((name) => difference(marks, name, before.get(name), after.get(name)))
      .filter(({ inserted, changed, deleted }) => inserted + changed + deleted > 0);
  } finally {
    marks.close();
  }
}
