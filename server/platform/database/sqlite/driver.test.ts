import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Worker } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../port.ts";
import { sqliteDatabase } from "./driver.ts";

let directory: string;
let file: string;
let live: Database;
const none = (): void => {};
/** Everything but the schema's page is lost. */
function damage(): void {
  change("PRAGMA wal_checkpoint(TRUNCATE)");
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0x5a, 4096));
}
const change = (sql: string, path = file): void => {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
};

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "superviseur-sqlite-"));
  file = join(directory, "live.sqlite");
  change(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE visit (id INTEGER PRIMARY KEY, patient TEXT, weight REAL, scan BLOB);
    INSERT INTO visit VALUES (1, 'Ada', 61.5, x'00ff'), (2, NULL, 1e308, NULL), (9007199254740993, '', -0.0, x'');
    CREATE TABLE code (chapter TEXT, number INTEGER, label TEXT, PRIMARY KEY (number, chapter)) WITHOUT ROWID;
    INSERT INTO code VALUES ('b', 1, 'one'), ('a', 1, 'uno'), ('a', 2, 'due');
    CREATE TABLE odd (rowid TEXT, "a ""quoted"" name" TEXT);
    INSERT INTO odd VALUES ('x', 'y'), ('x', 'y');
    CREATE VIRTUAL TABLE words USING fts5 (text);
    INSERT INTO words VALUES ('Cher confrère');
  `);
  live = sqliteDatabase(file);
});
afterEach(() => rmSync(directory, { recursive: true }));

describe("the digest of each table", () => {
  it("counts every row of every kind of table", async () => {
    const tables = await live.digest();
    expect(Object.entries(tables).map(([name, { rows }]) => [name, rows])).toEqual(
      expect.arrayContaining([
        ["visit", 3],
        ["code", 3],
        ["odd", 2],
        ["words_content", 1],
      ]),
    );
  });

  it.each([
    ["one value", "UPDATE visit SET patient = 'ada' WHERE id = 1", ["visit"]],
    ["a value to nothing", "UPDATE visit SET patient = NULL WHERE id = 9007199254740993", ["visit"]],
    ["a number to its text", "UPDATE odd SET rowid = '1'", ["odd"]],
    [
      "a row's place in a table without row ids",
      "UPDATE code SET chapter = 'c' WHERE label = 'one'",
      ["code"],
    ],
    ["a large key by one", "UPDATE visit SET id = 9007199254740992 WHERE id = 9007199254740993", ["visit"]],
    ["the last digit of a number", "UPDATE visit SET weight = 61.50000000000001 WHERE id = 1", ["visit"]],
    ["one of two equal rows", "DELETE FROM odd WHERE _rowid_ = 2", ["odd"]],
    ["a definition", "ALTER TABLE code ADD COLUMN note TEXT", ["code"]],
  ])("changes with %s", async (_, sql, changed) => {
    const before = await live.digest();
    change(sql);
    const after = await live.digest();
    expect(Object.keys(after).filter((table) => after[table]?.sha256 !== before[table]?.sha256)).toEqual(
      changed,
    );
  });

  it("is the same however the pages lie", async () => {
    const before = await live.digest();
    change("DELETE FROM visit WHERE id = 1; INSERT INTO visit VALUES (1, 'Ada', 61.5, x'00ff'); VACUUM");
    expect(await live.digest()).toEqual(before);
  });

  it("refuses a damaged database", async () => {
    damage();
    await expect(live.digest()).rejects.toThrow();
  });
});

describe("a backup", () => {
  /** Writes a row a turn of the loop until it is stopped, as a platform at work does. */
  const writer = (): Worker =>
    new Worker(
      `const { DatabaseSync } = require("node:sqlite"); const { parentPort } = require("node:worker_threads");
       const database = new DatabaseSync(${JSON.stringify(file)}, { timeout: 5000 });
       const insert = database.prepare("INSERT INTO visit (patient, scan) VALUES ('z', randomblob(2000))");
       let going = true; parentPort.once("message", () => { going = false; });
       const turn = () => { if (!going) { database.close(); return parentPort.postMessage("over"); } insert.run(); setImmediate(turn); };
       turn(); parentPort.postMessage("begun");`,
      { eval: true },
    );

  it.each(["WAL", "DELETE"])(
    "of a database that is written to all the time (%s) restores to exactly what it says",
    async (mode) => {
      change(`PRAGMA journal_mode = ${mode}`);
      const worker = writer();
      await new Promise((resolve) => worker.once("message", resolve));
      const { tables } = await live.backup(join(directory, "backup"), none);
      const over = new Promise((resolve) => worker.once("message", resolve));
      worker.postMessage("stop");
      await over;
      await worker.terminate();
      const restored = await live.restoreScratch(join(directory, "backup"), join(directory, "scratch"));
      expect(await restored.digest()).toEqual(tables);
      expect((await live.digest()).visit?.rows).toBeGreaterThan(
        tables.visit?.rows ?? Number.POSITIVE_INFINITY,
      );
    },
  );

  it("has its name only when it is whole", async () => {
    damage();
    await expect(live.backup(join(directory, "backup"), none)).rejects.toThrow();
    expect(readdirSync(join(directory, "backup")).filter((name) => !name.startsWith("."))).toEqual([]);
  });
});

describe("a restore point", () => {
  it("is put back exactly, also over write-ahead logs of the database", async () => {
    await live.freeze(join(directory, "point"), none);
    const before = await live.digest();
    change("PRAGMA wal_autocheckpoint = 0; UPDATE visit SET patient = 'migrated'; CREATE TABLE added (x)");
    await live.restore(join(directory, "point"));
    expect(await live.digest()).toEqual(before);
  });

  it("that is damaged is not put back, and the present state stays", async () => {
    await live.freeze(join(directory, "point"), none);
    change("UPDATE visit SET patient = 'migrated'");
    const present = await live.digest();
    const copy = join(directory, "point", "live.sqlite");
    writeFileSync(copy, readFileSync(copy).fill(0x5a, 4096));
    await expect(live.restore(join(directory, "point"))).rejects.toThrow("damaged");
    expect(await live.digest()).toEqual(present);
  });
});
