import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ChangeBaseline, Database, TableChanges } from "../port.ts";
import { sqliteDatabase } from "./driver.ts";

let directory: string;
let file: string;
let live: Database;
const change = (sql: string): void => {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
};
const baseline = (): ChangeBaseline => {
  if (live.changeBaseline === undefined) throw new Error("no change baseline");
  return live.changeBaseline;
};
const marks = (): string => join(directory, "marks", "rows.sqlite");
let counts = 0;
const since = (): Promise<TableChanges[]> => {
  counts += 1;
  return baseline().changesSince(
    join(directory, "marks"),
    join(directory, `scratch-${counts}`),
    () => {},
    "SUPERVISEUR_RUN=marks",
  );
};
const of = (table: string, inserted: number, changed: number, deleted: number): TableChanges => ({
  table,
  inserted,
  changed,
  deleted,
});

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "superviseur-marks-"));
  file = join(directory, "live.sqlite");
  change(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE visit (id INTEGER PRIMARY KEY, patient TEXT, weight REAL, scan BLOB);
    INSERT INTO visit VALUES (1, 'Ada', 61.5, x'00ff'), (2, NULL, 1e308, NULL), (9007199254740993, '', -0.0, x''), (-4, 'nul' || char(0), NULL, x'00');
    CREATE TABLE code (chapter TEXT COLLATE NOCASE, number INTEGER, label TEXT, PRIMARY KEY (number, chapter)) WITHOUT ROWID;
    INSERT INTO code VALUES ('b', 1, 'one'), ('a', 1, 'uno'), ('a', 2, 'due');
    CREATE TABLE keyless (rowid TEXT, _rowid_ TEXT, oid TEXT);
    INSERT INTO keyless VALUES ('x', 'y', 'z'), ('x', 'y', 'z');
    CREATE TABLE word (rowid TEXT, text TEXT);
    INSERT INTO word VALUES ('x', 'y'), ('x', 'y');
    CREATE VIRTUAL TABLE note USING fts5 (text);
    INSERT INTO note VALUES ('Cher confrère');
    CREATE TABLE empty (id INTEGER PRIMARY KEY);
  `);
  live = sqliteDatabase(file);
  await baseline().mark(join(directory, "marks"));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A table whose rows cannot be distinguished: all of it counts in every case. */
const KEYLESS = of("keyless", 2, 0, 0);

describe("rows written since the marks", () => {
  it("are none where nothing was written", async () => {
    change("UPDATE visit SET patient = patient; VACUUM");
    expect(await since()).toEqual([KEYLESS]);
  });

  it.each<[string, string, TableChanges]>([
    ["inserted", "INSERT INTO visit (patient) VALUES ('Zoé'), ('Zoé')", of("visit", 2, 0, 0)],
    ["a value changed", "UPDATE visit SET patient = 'ada' WHERE id = 1", of("visit", 0, 1, 0)],
    ["deleted", "DELETE FROM visit WHERE id < 3", of("visit", 0, 0, 3)],
    ["all deleted", "DELETE FROM visit", of("visit", 0, 0, 4)],
    ["another key, large and off by one", "UPDATE visit SET id = id - 1 WHERE id > 3", of("visit", 1, 0, 1)],
    [
      "nothing made of a blob that was empty",
      "UPDATE visit SET scan = NULL WHERE id > 3",
      of("visit", 0, 1, 0),
    ],
    [
      "a text made of a blob",
      "UPDATE visit SET scan = CAST(scan AS TEXT) WHERE id = -4",
      of("visit", 0, 1, 0),
    ],
    ["a number made of a text", "UPDATE word SET text = 1 WHERE _rowid_ = 1", of("word", 0, 1, 0)],
    ["the last digit", "UPDATE visit SET weight = 61.50000000000001 WHERE id = 1", of("visit", 0, 1, 0)],
    ["what follows a zero byte", "UPDATE visit SET patient = 'nul' WHERE id = -4", of("visit", 0, 1, 0)],
    ["one of two equal rows", "DELETE FROM word WHERE _rowid_ = 2", of("word", 0, 0, 1)],
    ["without row ids: inserted", "INSERT INTO code VALUES ('c', 1, 'x')", of("code", 1, 0, 0)],
    [
      "without row ids: changed",
      "UPDATE code SET label = 'ein' WHERE number = 1 AND chapter = 'b'",
      of("code", 0, 1, 0),
    ],
    ["without row ids: another key", "UPDATE code SET number = 7 WHERE number = 2", of("code", 1, 0, 1)],
    [
      "a full-text index: its texts, not its pages",
      "INSERT INTO note VALUES ('Bien à vous')",
      of("note_content", 1, 0, 0),
    ],
    ["a table made since", "CREATE TABLE later (a); INSERT INTO later VALUES (1), (2)", of("later", 2, 0, 0)],
    ["a table dropped since", "DROP TABLE code", of("code", 0, 0, 3)],
    [
      "a table renamed since: its rows count as new ones",
      "ALTER TABLE code RENAME TO codes",
      of("code", 0, 0, 3),
    ],
    ["a column more: every row of it", "ALTER TABLE code ADD COLUMN note TEXT", of("code", 0, 3, 0)],
    [
      "a key of another kind",
      "DROP TABLE code; CREATE TABLE code (n INTEGER PRIMARY KEY); INSERT INTO code VALUES (1)",
      of("code", 1, 0, 3),
    ],
  ])("%s", async (_, sql, expected) => {
    change(sql);
    expect((await since()).filter(({ table }) => table !== "codes" && table !== "keyless")).toEqual([
      expected,
    ]);
  });

  it("are counted from a copy where a reader would hold up every writer", async () => {
    change("PRAGMA journal_mode = DELETE; INSERT INTO visit (patient) VALUES ('Zoé')");
    expect(await since()).toEqual([KEYLESS, of("visit", 1, 0, 0)]);
  });

  it("cost less than twenty-four bytes a row", async () => {
    change(
      "INSERT INTO empty WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT i FROM n",
    );
    rmSync(marks());
    expect(await baseline().mark(join(directory, "marks"))).toMatchObject({
      rows: 100_000 + 4 + 3 + 2 + 2 + 1,
    });
    expect(statSync(marks()).size).toBeLessThan(24 * 100_000);
  });
});

describe("marks that are written while others write", () => {
  it("are of the instant when they said so", async () => {
    change(
      "INSERT INTO empty WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) SELECT i FROM n",
    );
    rmSync(marks());
    const wrote = Promise.withResolvers<void>();
    const writing = baseline().mark(join(directory, "marks"), () => {
      change("INSERT INTO empty VALUES (0); UPDATE visit SET patient = 'ada' WHERE id = 1");
      wrote.resolve();
    });
    await wrote.promise;
    expect(await writing).toMatchObject({ rows: 50_000 + 4 + 3 + 2 + 2 + 1 });
    expect(await since()).toEqual([of("empty", 1, 0, 0), KEYLESS, of("visit", 0, 1, 0)]);
  });

  it("never say so where a reader would hold up every writer, and end when they are aborted", async () => {
    change("PRAGMA journal_mode = DELETE");
    rmSync(marks());
    let frozen = false;
    await baseline().mark(join(directory, "marks"), () => {
      frozen = true;
    });
    expect(frozen).toBe(false);
    rmSync(marks());
    await expect(
      baseline().mark(join(directory, "marks"), () => {}, AbortSignal.timeout(1)),
    ).rejects.toThrow();
    expect(existsSync(marks())).toBe(false);
  });
});
