/** A SQLite database's contents, read in one fixed order and written in one fixed way: what digests are made of. */
import { createHash } from "node:crypto";
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export interface Table {
  readonly name: string;
  readonly sql: string;
  /** SQL of what identifies a row: its row id, or the columns of the primary key where there is none. */
  readonly key: readonly string[];
  /** False where the key does not identify a row: a table may give all three names of the row id to columns of its own. */
  readonly hasKey: boolean;
}

const ROW_IDS = ["rowid", "_rowid_", "oid"] as const;

/** Tables that hold rows. A virtual table keeps its own in ordinary (shadow) tables, which are among them. */
export function tablesOf(database: DatabaseSync): Table[] {
  const listed = database
    .prepare(
      `SELECT list.name, list.wr, schema.sql FROM pragma_table_list AS list JOIN sqlite_schema AS schema ON schema.name = list.name AND schema.type = 'table'
       WHERE list.schema = 'main' AND list.type IN ('table', 'shadow') AND list.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY list.name`,
    )
    .all();
  return listed.map(({ name, wr, sql }) => {
    const columns = database.prepare("SELECT name, pk FROM pragma_table_info(?)").all(String(name));
    const taken = new Set(columns.map((column) => String(column.name).toLowerCase()));
    const primary = columns.filter(({ pk }) => Number(pk) > 0).sort((a, b) => Number(a.pk) - Number(b.pk));
    const rowId = ROW_IDS.find((id) => !taken.has(id));
    const key = Number(wr) === 1 ? primary.map((column) => quoted(String(column.name))) : [rowId ?? "rowid"];
    return { name: String(name), sql: String(sql), key, hasKey: Number(wr) === 1 || rowId !== undefined };
  });
}

/** Every kind of value in a spelling of its own, so that no two rows are written alike. */
function valueText(value: SQLOutputValue): string {
  if (value === null) return "n";
  if (typeof value === "bigint") return `i${value}`;
  if (typeof value === "number") return `f${Object.is(value, -0) ? "-0" : value}`;
  if (typeof value === "string") return `t${value.length}:${value}`;
  return `b${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex")}`;
}
export const rowText = (values: readonly SQLOutputValue[]): string => `${values.map(valueText).join("|")}\n`;

/** Rows in the order of their keys, one at a time: a table may be larger than memory. */
export function* rowsOf(
  database: DatabaseSync,
  table: Table,
  columns = "*",
): Generator<readonly SQLOutputValue[]> {
  const statement = database.prepare(
    `SELECT ${columns} FROM ${quoted(table.name)} ORDER BY ${table.key.join(", ")}`,
  );
  statement.setReadBigInts(true);
  statement.setReturnArrays(true);
  for (const row of statement.iterate() as unknown as Iterable<readonly SQLOutputValue[]>) yield row;
}

/** Rows are hashed in pieces of about this size: one call each would cost more than the hashing. */
const HASHED_CHARACTERS = 64 * 1024;

/** Rows, and a SHA-256 over the table's definition and every value of every row. */
export function digestOf(database: DatabaseSync, table: Table): { rows: number; sha256: string } {
  const hash = createHash("sha256").update(`${table.sql}\n`);
  let rows = 0;
  let text = "";
  for (const row of rowsOf(database, table)) {
    rows += 1;
    text += rowText(row);
    if (text.length < HASHED_CHARACTERS) continue;
    hash.update(text);
    text = "";
  }
  return { rows, sha256: hash.update(text).digest("hex") };
}
