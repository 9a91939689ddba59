/** What a platform holds, as lines of text: schema, rows and data files, without what the writer wrote. */

import { createHash } from "node:crypto";
import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { listTree } from "../../server/io/tree.ts";
import type { PlatformConfig } from "../../server/platform/platform-file.ts";
import { sqliteFile } from "../../server/testing/sqlite-file.ts";

/** The writer's own table and file. */
const WRITERS_TABLE = "written";
const WRITERS_FILE = "written.log";

const sha256 = (bytes: string | Buffer): string =>
  createHash("sha256").update(bytes).digest("hex").slice(0, 16);

function databaseLines(file: string): string[] {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 10_000 });
  try {
    const verdict = database.prepare("PRAGMA integrity_check").get()?.integrity_check;
    if (verdict !== "ok") return [`integrity_check: ${verdict}`];
    const schema = database
      .prepare("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name")
      .all();
    return schema.flatMap(({ name, sql }) => {
      if (name === WRITERS_TABLE || !String(sql).startsWith("CREATE TABLE")) return [`schema: ${sql}`];
      const rows = database.prepare(`SELECT * FROM "${name}" ORDER BY 1`).all();
      const texts = rows.map(({ applied_at: _, ...row }) => JSON.stringify(row));
      return [`schema: ${sql}`, `${name}: ${texts.length} rows ${sha256(texts.join("\n"))}`];
    });
  } finally {
    database.close();
  }
}

async function dataLines(directory: string): Promise<string[]> {
  const lines: string[] = [];
  for (const { path, kind } of await listTree(directory)) {
    if (path === WRITERS_FILE || kind === "link") continue;
    const { mode } = await lstat(join(directory, path));
    lines.push(
      `file: ${path} ${(mode & 0o7777).toString(8)} ${sha256(await readFile(join(directory, path)))}`,
    );
  }
  return lines;
}

export async function contentsOf(config: PlatformConfig): Promise<string[]> {
  const data = await Promise.all(config.dataDirectories.map(dataLines));
  return [...databaseLines(sqliteFile(config)), ...data.flat()];
}

/** Ids that database and data file hold. */
export async function writtenIn(
  config: PlatformConfig,
): Promise<{ database: string[]; "data file": string[] }> {
  const file = sqliteFile(config);
  const [data = ""] = config.dataDirectories;
  const database = new DatabaseSync(file, { readOnly: true, timeout: 10_000 });
  try {
    const rows = database.prepare("SELECT id FROM written").all();
    const text = await readFile(join(data, WRITERS_FILE), "utf8").catch(() => "");
    return {
      database: rows.map(({ id }) => String(id)),
      "data file": text.split("\n").filter((line) => line !== ""),
    };
  } finally {
    database.close();
  }
}
