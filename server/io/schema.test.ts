import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Migration, migrate, requireKnownFile, schemaVersion } from "./schema.ts";

const CREATE: Migration = (database) => database.exec("CREATE TABLE IF NOT EXISTS word (text TEXT)");
const WRITE: Migration = (database) => database.exec("INSERT INTO word VALUES ('bonjour')");
const FAIL: Migration = () => {
  throw new Error("the third migration fails");
};

let directory: string;
let file: string;
let database: DatabaseSync;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "superviseur-schema-"));
  file = join(directory, "store.sqlite");
  database = new DatabaseSync(file);
});
afterEach(() => {
  database.close();
  rmSync(directory, { recursive: true, force: true });
});
const words = () => database.prepare("SELECT text FROM word").all().length;

describe("a store", () => {
  it("that is empty goes through every migration once", () => {
    migrate(database, file, [CREATE, WRITE]);
    migrate(database, file, [CREATE, WRITE]);
    expect([schemaVersion(database), words()]).toEqual([2, 1]);
  });

  it("from before versions were counted keeps its rows and gets what is missing", () => {
    CREATE(database);
    WRITE(database);
    migrate(database, file, [CREATE, WRITE]);
    expect([schemaVersion(database), words()]).toEqual([2, 2]);
  });

  it("stays at its version when one of several migrations fails", () => {
    migrate(database, file, [CREATE]);
    expect(() => migrate(database, file, [CREATE, WRITE, FAIL])).toThrow("the third migration fails");
    expect([schemaVersion(database), words(), database.isTransaction]).toEqual([1, 0, false]);
  });

  it("of a newer version is refused and left untouched", () => {
    migrate(database, file, [CREATE, WRITE]);
    const before = readFileSync(file);
    const refusal = { code: "STATE_NEWER", facts: { file, found: 2, supported: 1 } };
    expect(() => migrate(database, file, [CREATE])).toThrow(expect.objectContaining(refusal));
    expect(() => requireKnownFile(file, [CREATE])).toThrow(expect.objectContaining(refusal));
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it("that is up to date is not written to, so that it opens on a full disk", () => {
    migrate(database, file, [CREATE, WRITE]);
    const reader = new DatabaseSync(file, { readOnly: true });
    expect(() => migrate(reader, file, [CREATE, WRITE])).not.toThrow();
    reader.close();
  });
});

describe("another process that migrates the store between the look and the lock", () => {
  let other: DatabaseSync;
  beforeEach(() => {
    other = new DatabaseSync(file);
  });
  afterEach(() => other.close());

  const meanwhile = (migrations: readonly Migration[]): void => {
    const begin = vi.spyOn(database, "exec").mockImplementationOnce((sql) => {
      begin.mockRestore();
      migrate(other, file, migrations);
      database.exec(sql);
    });
  };

  it("leaves nothing to do", () => {
    meanwhile([CREATE, WRITE]);
    migrate(database, file, [CREATE, WRITE]);
    expect([schemaVersion(database), words(), database.isTransaction]).toEqual([2, 1, false]);
  });

  it("is not undone when it is newer", () => {
    meanwhile([CREATE, WRITE, WRITE]);
    expect(() => migrate(database, file, [CREATE, WRITE])).toThrow(
      expect.objectContaining({ code: "STATE_NEWER" }),
    );
    expect([schemaVersion(database), words(), database.isTransaction]).toEqual([3, 2, false]);
  });
});

describe("a file that is not open", () => {
  it("passes when it does not exist, and is not created", () => {
    requireKnownFile(join(directory, "absent.sqlite"), [CREATE]);
    expect(readdirSync(directory)).toEqual(["store.sqlite"]);
  });

  it("passes when it is not a database: its opener reports that", () => {
    const damaged = join(directory, "damaged.sqlite");
    writeFileSync(damaged, "not a database".repeat(100));
    expect(() => requireKnownFile(damaged, [CREATE])).not.toThrow();
  });
});
