import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RunEvent, runIdSchema } from "../../shared/journal.ts";
import { schemaVersion } from "../io/schema.ts";
import { CHAIN_START, chainHash } from "./chain.ts";
import { type Journal, openJournal, verifyJournal } from "./journal.ts";
import { JOURNAL_MIGRATIONS } from "./record-table.ts";
import { cleanText, LOG_MIGRATIONS, openOrReplaceRunLog, openRunLog, type RunLog } from "./run-log.ts";
import { JournalTail } from "./tail.ts";

const runId = runIdSchema.parse("20261121-031200-a1b2c3");
const opened: RunEvent = {
  type: "run:opened",
  by: { id: "1", name: "Admin" },
  fileName: "a.maj.1.0.0.tgz",
  fileSize: 5,
  from: "1.0.0",
};
const ended: RunEvent = { type: "run:ended", outcome: "cancelled", error: null, locked: false };

let directory: string;
let journal: Journal;
let log: RunLog;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "superviseur-journal-"));
  journal = openJournal(join(directory, "journal.sqlite"), () => 42);
  log = openRunLog(join(directory, "log.sqlite"));
});
afterEach(() => {
  journal.close();
  log.close();
  rmSync(directory, { recursive: true });
});

/** Changes the file without the journal, as an intruder with a database tool would. */
const tamper = (sql: string): void => {
  const database = new DatabaseSync(join(directory, "journal.sqlite"));
  database.exec(
    `DROP TRIGGER record_is_append_only_update; DROP TRIGGER record_is_append_only_delete; ${sql}`,
  );
  database.close();
};

describe("the journal", () => {
  it("is in WAL mode, so that readers never wait for a writer", () => {
    const database = new DatabaseSync(join(directory, "journal.sqlite"));
    expect(database.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
    database.close();
  });

  it("gives records a global seq and an index within the run, and folds the state", () => {
    journal.append(runId, opened);
    const record = journal.append(runId, ended);
    expect(record).toMatchObject({ seq: 2, index: 2, at: 42 });
    expect(journal.state(runId)).toMatchObject({ phase: "ended", outcome: "cancelled", records: 2 });
    expect(journal.after(1, 10)).toEqual([record]);
  });

  it("refuses a record that does not follow, and keeps nothing of it", () => {
    expect(() => journal.append(runId, ended)).toThrow("run:opened");
    journal.append(runId, opened);
    expect(() => journal.append(runId, opened)).toThrow("opened twice");
    expect(journal.lastSeq()).toBe(1);
  });

  it("keeps one chain when two processes append in turn", () => {
    const other = openJournal(join(directory, "journal.sqlite"));
    journal.append(runId, opened);
    other.append(runId, { type: "run:measured", checks: [] });
    journal.append(runId, ended);
    expect(other.state(runId)).toMatchObject({ phase: "ended", records: 3 });
    expect(journal.verify()).toBeNull();
    other.close();
  });

  it.each([
    ["a record changed", "UPDATE record SET at = 43 WHERE seq = 2", 2],
    [
      "an event rewritten",
      `UPDATE record SET event = replace(event, 'cancelled', 'succeeded') WHERE seq = 2`,
      2,
    ],
    ["a record taken out", "DELETE FROM record WHERE seq = 1", 1],
    ["the last record cut off", "DELETE FROM record WHERE seq = 2", 2],
    ["every record cut off", "DELETE FROM record", 1],
  ])("finds %s", (_, sql, seq) => {
    journal.append(runId, opened);
    journal.append(runId, ended);
    expect(journal.verify()).toBeNull();
    tamper(sql);
    expect(journal.verify()).toBe(seq);
  });

  it("detects a recomputed chain by the anchor of the original one", () => {
    journal.append(runId, opened);
    journal.append(runId, ended);
    const forged = JSON.stringify({ ...ended, outcome: "succeeded" });
    const row = new DatabaseSync(join(directory, "journal.sqlite"))
      .prepare("SELECT hash FROM record WHERE seq = 1")
      .get();
    tamper(
      `UPDATE record SET event = '${forged}', hash = '${chainHash(String(row?.hash), JSON.stringify([2, runId, 2, 42, forged]))}' WHERE seq = 2`,
    );
    expect(verifyJournal(join(directory, "journal.sqlite"))).toEqual({
      records: 1,
      brokenAt: 2,
      endKnown: true,
    });
  });

  it("decides nothing from a journal whose end was cut off, and the next record does not hide it", () => {
    journal.append(runId, opened);
    journal.append(runId, ended);
    tamper("DELETE FROM record WHERE seq = 2");
    journal.close();
    const file = join(directory, "journal.sqlite");
    const open = () => openJournal(file);
    expect(open).toThrow(expect.objectContaining({ code: "JOURNAL_DAMAGED", facts: { file } }));
    expect(verifyJournal(file)).toEqual({ records: 1, brokenAt: 2, endKnown: true });
    // Support has examined the journal and accepts it as it is.
    rmSync(`${file}.anchor`);
    expect(verifyJournal(file)).toEqual({ records: 1, brokenAt: null, endKnown: false });
    journal = open();
    journal.append(runId, ended);
    expect(verifyJournal(file)).toEqual({ records: 2, brokenAt: null, endKnown: true });
  });

  it("does not retry for ever where it cannot be opened: it reports the error", () => {
    const file = join(directory, "no-file");
    mkdirSync(file);
    expect(() => openJournal(file)).toThrow(
      expect.objectContaining({ code: "JOURNAL_UNWRITABLE", facts: { subject: directory } }),
    );
  });

  it("keeps a record whose anchor could not be written: it is on disk, and no error is reported", () => {
    const file = join(directory, "full.sqlite");
    symlinkSync("/dev/full", `${file}.anchor`);
    const full = openJournal(file);
    expect(full.append(runId, opened)).toMatchObject({ seq: 1 });
    expect(full.append(runId, ended)).toMatchObject({ seq: 2 });
    expect(full.state(runId)).toMatchObject({ phase: "ended" });
    full.close();
    expect(verifyJournal(file)).toEqual({ records: 2, brokenAt: null, endKnown: false });
  });

  it("detects a page that the disk has lost, and reports that the journal is damaged", () => {
    for (let index = 0; index < 200; index++)
      journal.append(runIdSchema.parse(`20261121-031200-${String(index).padStart(6, "0")}`), opened);
    journal.close();
    const file = join(directory, "journal.sqlite");
    const bytes = readFileSync(file);
    writeFileSync(
      file,
      Buffer.concat([bytes.subarray(0, 8192), Buffer.alloc(4096, 0x5a), bytes.subarray(12288)]),
    );
    expect(verifyJournal(file).brokenAt).toBe(0);
    writeFileSync(file, Buffer.alloc(8192, 0x5a));
    expect(() => openJournal(file)).toThrow(expect.objectContaining({ code: "JOURNAL_DAMAGED" }));
    rmSync(file);
    journal = openJournal(join(directory, "other.sqlite"));
  });

  it("is verified without being changed, also while it is open", () => {
    journal.append(runId, opened);
    const file = join(directory, "journal.sqlite");
    const before = [readFileSync(file), readFileSync(`${file}-wal`), readFileSync(`${file}.anchor`)];
    expect(verifyJournal(file)).toEqual({ records: 1, brokenAt: null, endKnown: true });
    expect([readFileSync(file), readFileSync(`${file}-wal`), readFileSync(`${file}.anchor`)]).toEqual(before);
  });

  it("releases its reserve, and creates it again at the next opening", () => {
    const reserve = join(directory, "journal.sqlite.reserve");
    expect(statSync(reserve).size).toBeGreaterThan(1024 * 1024);
    journal.makeRoom();
    expect(existsSync(reserve)).toBe(false);
    openJournal(join(directory, "journal.sqlite")).close();
    expect(existsSync(reserve)).toBe(true);
  });

  it("cannot be changed by its own connection's SQL", () => {
    journal.append(runId, opened);
    const database = new DatabaseSync(join(directory, "journal.sqlite"));
    expect(() => database.exec("UPDATE record SET at = 0")).toThrow("append-only");
    expect(() => database.exec("DELETE FROM record")).toThrow("append-only");
    database.close();
  });

  it("lists runs newest first, a page at a time", () => {
    const ids = ["20261121-031200-000001", "20261121-031200-000002", "20261121-031200-000003"].map((id) =>
      runIdSchema.parse(id),
    );
    for (const id of ids) journal.append(id, opened);
    expect(journal.states({ limit: 2 }).map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    expect(journal.states({ before: ids[1] ?? runId, limit: 2 }).map(({ id }) => id)).toEqual([ids[0]]);
  });
});

describe("the run's log", () => {
  const line = (text: string) => ({ at: 1, step: "backup", source: "stdout", level: "info", text }) as const;

  it("numbers lines from 1 without a hole", () => {
    log.write(runId, [line("a"), line("b")]);
    log.write(runId, [line("c")]);
    expect(log.range(runId, 2, 10).map(({ seq, text }) => [seq, text])).toEqual([
      [2, "b"],
      [3, "c"],
    ]);
    expect(log.length(runId)).toBe(3);
  });

  it.each([
    ["\u001b[31mrouge\u001b[0m", "rouge"],
    ["a\u0000b\u0007c\td", "abc  d"],
    ["password=hunter2 suite", "password=••• suite"],
    ['{"token": "abc def"}', '{"token": •••}'],
    ["Authorization: Bearer abc.def", "Authorization: •••"],
    ["postgres://plani:s3cret@localhost/db", "postgres://plani:•••@localhost/db"],
    ["x".repeat(3000), `${"x".repeat(1999)}…`],
  ])("cleans %j", (dirty, clean) => {
    expect(cleanText(dirty)).toBe(clean);
  });
});

describe("a store of another version", () => {
  const at = (name: string): string => join(directory, name);
  const raw = <T>(file: string, work: (database: DatabaseSync) => T): T => {
    const database = new DatabaseSync(file);
    try {
      return work(database);
    } finally {
      database.close();
    }
  };
  const versionOf = (file: string): number => raw(file, schemaVersion);

  it("a journal of version 0 keeps its records and gets a version; its verification writes nothing", () => {
    const old = at("old.sqlite");
    const row = [1, runId, 1, 42, JSON.stringify(opened)] as const;
    raw(old, (database) => {
      database.exec(`
        PRAGMA journal_mode = WAL;
        CREATE TABLE record (
          seq INTEGER PRIMARY KEY, run_id TEXT NOT NULL, run_index INTEGER NOT NULL, at INTEGER NOT NULL, event TEXT NOT NULL, hash TEXT NOT NULL,
          UNIQUE (run_id, run_index)
        ) STRICT;
        CREATE TRIGGER record_is_append_only_update BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
        CREATE TRIGGER record_is_append_only_delete BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
      `);
      database
        .prepare("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)")
        .run(...row, chainHash(CHAIN_START, JSON.stringify(row)));
    });
    const before = readFileSync(old);
    expect(verifyJournal(old)).toMatchObject({ records: 1, brokenAt: null });
    expect(readFileSync(old).equals(before)).toBe(true);
    const migrated = openJournal(old, () => 43);
    expect(migrated.recordsOf(runId)).toEqual([{ seq: 1, index: 1, runId, at: 42, event: opened }]);
    migrated.append(runId, ended);
    migrated.close();
    expect([verifyJournal(old), versionOf(old)]).toEqual([
      { records: 2, brokenAt: null, endKnown: true },
      JOURNAL_MIGRATIONS.length,
    ]);
  });

  it("a log of version 0 keeps its lines and its progress", () => {
    const old = at("old-log.sqlite");
    const line = { seq: 1, at: 42, step: null, source: "superviseur", level: "info", text: "bonjour" };
    raw(old, (database) => {
      database.exec(`
        PRAGMA journal_mode = WAL;
        CREATE TABLE line (
          run_id TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, step TEXT, source TEXT NOT NULL, level TEXT NOT NULL, text TEXT NOT NULL,
          PRIMARY KEY (run_id, seq)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE progress (run_id TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
      `);
      database
        .prepare("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?)")
        .run(runId, line.seq, line.at, line.step, line.source, line.level, line.text);
    });
    const migrated = openRunLog(old);
    expect(migrated.range(runId, 1, 10)).toEqual([line]);
    migrated.close();
    expect(versionOf(old)).toBe(LOG_MIGRATIONS.length);
  });

  it.each([
    ["journal.sqlite", (file: string) => openJournal(file)],
    ["journal.sqlite", (file: string) => verifyJournal(file)],
    ["log.sqlite", (file: string) => openRunLog(file)],
    ["log.sqlite", (file: string) => openOrReplaceRunLog(file)],
  ])("a newer %s is refused and left as it is", async (name, work) => {
    journal.append(runId, opened);
    journal.close();
    log.close();
    raw(at(name), (database) => database.exec("PRAGMA user_version = 99"));
    const before = readFileSync(at(name));
    const facts = { file: at(name), found: 99, supported: 1 };
    await expect((async () => await work(at(name)))()).rejects.toMatchObject({ code: "STATE_NEWER", facts });
    expect(readFileSync(at(name)).equals(before)).toBe(true);
    expect(existsSync(`${at(name)}.damaged`)).toBe(false);
    raw(at(name), (database) => database.exec("PRAGMA user_version = 1"));
    journal = openJournal(at("journal.sqlite"));
    log = openRunLog(at("log.sqlite"));
    expect(journal.lastSeq()).toBe(1);
  });
});

describe("the tail", () => {
  it("emits what another process appended since it started: lines before the record that follows them", () => {
    journal.append(runId, opened);
    const tail = new JournalTail(journal, log);
    const emitted: string[] = [];
    tail.on("records", (records) => emitted.push(...records.map(({ event }) => event.type)));
    tail.on("lines", (_, lines) => emitted.push(...lines.map(({ text }) => text)));
    tail.start();
    const other = openJournal(join(directory, "journal.sqlite"));
    log.write(runId, [{ at: 1, step: null, source: "superviseur", level: "info", text: "one" }]);
    other.append(runId, ended);
    tail.poll();
    log.write(runId, [{ at: 1, step: null, source: "superviseur", level: "info", text: "after the end" }]);
    tail.poll();
    tail.stop();
    other.close();
    expect(emitted).toEqual(["one", "run:ended", "after the end"]);
  });
});
