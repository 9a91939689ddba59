/** What every driver of a database must do, for any server on any host. Called in the driver's own test. */
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Migration } from "../../../shared/manifest.ts";
import type { Database } from "./port.ts";

/** A fresh database for one test. */
export interface DatabaseUnderTest {
  readonly database: Database;
  /** A second database of the same kind, on the same server where there is one. */
  readonly another: Database;
  /** Runs SQL as the application would. The driver's engine must accept CREATE TABLE, INSERT, UPDATE and DELETE as written here. */
  execute(sql: string): Promise<void>;
  /** The same by an application that is killed right after its commit, and closes nothing. */
  executeAndDie(sql: string): Promise<void>;
  /** Breaks what `freeze` or `backup` kept under `directory`, so that reading it must fail. */
  damage(directory: string): Promise<void>;
  /** A command of a release that runs one statement in the database that its environment names. */
  command(sql: string): [string, ...string[]];
  close(): Promise<void>;
}

const TABLE = "CREATE TABLE visit (id INTEGER PRIMARY KEY, patient VARCHAR(50))";
const ROWS = "INSERT INTO visit (id, patient) VALUES (1, 'Ada'), (2, NULL), (3, 'Cléo')";
const none = (): void => {};

/** `capabilities`: what the driver is known to have, so that none is lost unnoticed. */
export function databaseConformance(
  name: string,
  capabilities: { readonly changeBaseline: boolean },
  open: (folder: string) => Promise<DatabaseUnderTest>,
): void {
  let folder: string;
  let given: DatabaseUnderTest;
  let database: Database;
  const at = (path: string): string => join(folder, path);
  const sql = (file: string, text: string, transactional = true): Migration => {
    mkdirSync(at("release"), { recursive: true });
    writeFileSync(at(`release/${file}`), text);
    return { id: file, engine: "sql", file, description: { fr: file, en: file }, transactional };
  };
  const command = (id: string, statement: string): Migration => ({
    id,
    engine: "command",
    command: given.command(statement),
    description: { fr: id, en: id },
    transactional: false,
  });
  const run = (signal?: AbortSignal) => {
    mkdirSync(at("release"), { recursive: true });
    return { release: at("release"), environment: {}, onLine: none, ...(signal ? { signal } : {}) };
  };

  describe(`${name}: the contract of a database`, () => {
    beforeEach(async () => {
      folder = realpathSync(mkdtempSync(join(tmpdir(), "superviseur-conformance-")));
      given = await open(folder);
      database = given.database;
      await given.execute(TABLE);
      await given.execute(ROWS);
    });
    afterEach(async () => {
      await given.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it("says which database it is, and where on this machine, if anywhere", () => {
      expect(database.identity).not.toBe("");
      expect(database.identity).not.toBe(given.another.identity);
      expect(Object.keys(database.environment).length).toBeGreaterThan(0);
      expect(database.places.filter((place) => !isAbsolute(place))).toEqual([]);
    });

    it("counts rows, and its digest depends on the contents of each table alone", async () => {
      const before = await database.digest();
      expect((await database.prove()).visit).toBe(3);
      expect(before.visit?.rows).toBe(3);
      expect(await database.size()).toBeGreaterThan(0);
      await given.execute("UPDATE visit SET patient = 'Zoé' WHERE id = 2");
      expect((await database.digest()).visit?.sha256).not.toBe(before.visit?.sha256);
      await given.execute("UPDATE visit SET patient = NULL WHERE id = 2");
      expect(await database.digest()).toEqual(before);
    });

    describe("migrations", () => {
      it("are applied and recorded together, as SQL and as a command of the release", async () => {
        expect(await database.appliedMigrations()).toEqual(new Set());
        await database.migrate(sql("001.sql", "UPDATE visit SET patient = 'Blaise' WHERE id = 2"), run());
        await database.migrate(command("002", "INSERT INTO visit (id, patient) VALUES (4, 'Dora')"), run());
        expect(await database.appliedMigrations()).toEqual(new Set(["001.sql", "002"]));
        expect((await database.prove()).visit).toBe(4);
      });

      it("that fail are not recorded, and a transactional one leaves nothing", async () => {
        const before = await database.digest();
        const broken = sql("001.sql", "DELETE FROM visit WHERE id = 1; DELETE FROM no_such_table;");
        await expect(database.migrate(broken, run())).rejects.toMatchObject({
          code: "MIGRATION_FAILED",
          facts: { migration: "001.sql" },
        });
        await expect(
          database.migrate(command("002", "DELETE FROM no_such_table"), run()),
        ).rejects.toMatchObject({ code: "MIGRATION_FAILED", facts: { migration: "002" } });
        expect(await database.appliedMigrations()).toEqual(new Set());
        expect(await database.digest()).toEqual(before);
      });

      it("that are transactional are refused when they end the transaction themselves", async () => {
        const broken = sql("001.sql", "DELETE FROM visit WHERE id = 1; COMMIT;");
        await expect(database.migrate(broken, run())).rejects.toMatchObject({ code: "MIGRATION_FAILED" });
        expect(await database.appliedMigrations()).toEqual(new Set());
      });

      it("that were aborted before they began change nothing", async () => {
        const before = await database.digest();
        const late = sql("001.sql", "DELETE FROM visit");
        await expect(database.migrate(late, run(AbortSignal.abort()))).rejects.toThrow();
        expect(await database.digest()).toEqual(before);
      });
    });

    it("remembers which version of a data set is installed, also when it is recorded again", async () => {
      expect(await database.datasets()).toEqual({});
      await database.recordDataset("ccam", "ccam-2026.1");
      await database.recordDataset("ccam", "ccam-2026.2");
      await database.recordDataset("ccam", "ccam-2026.2");
      expect(await database.datasets()).toEqual({ ccam: "ccam-2026.2" });
    });

    describe("a backup", () => {
      it("restored to a scratch copy is what the database held at that instant", async () => {
        const { bytes, tables } = await database.backup(at("backup"), none);
        expect(bytes).toBeGreaterThan(0);
        expect(tables).toEqual(await database.digest());
        await given.execute("DELETE FROM visit");
        const scratch = await database.restoreScratch(at("backup"), at("scratch"));
        expect(await scratch.digest()).toEqual(tables);
      });

      it("is taken again after a crash, over what was left", async () => {
        await database.backup(at("backup"), none);
        await given.execute("DELETE FROM visit WHERE id = 1");
        const { tables } = await database.backup(at("backup"), none);
        await database.restoreScratch(at("backup"), at("scratch"));
        const scratch = await database.restoreScratch(at("backup"), at("scratch"));
        expect(await scratch.digest()).toEqual(tables);
        expect(tables.visit?.rows).toBe(2);
      });

      it("that is damaged is not taken for a good one", async () => {
        const { tables } = await database.backup(at("backup"), none);
        await given.damage(at("backup"));
        const restored = async () =>
          await (await database.restoreScratch(at("backup"), at("scratch"))).digest();
        expect(await restored().catch(() => null)).not.toEqual(tables);
      });

      it("is a whole one or none when it is aborted", async () => {
        await expect(database.backup(at("backup"), none, AbortSignal.abort())).rejects.toThrow();
        await expect(database.restoreScratch(at("backup"), at("scratch"))).rejects.toThrow();
      });
    });

    it("a scratch copy is a database of its own: its migrations, by SQL and by command, leave the live one alone", async () => {
      await database.backup(at("backup"), none);
      const before = await database.digest();
      const scratch = await database.restoreScratch(at("backup"), at("scratch"));
      await scratch.migrate(sql("001.sql", "DELETE FROM visit WHERE id = 1"), run());
      await scratch.migrate(command("002", "DELETE FROM visit WHERE id = 2"), run());
      expect((await scratch.prove()).visit).toBe(1);
      expect(scratch.identity).not.toBe(database.identity);
      expect(await database.digest()).toEqual(before);
    });

    describe("a restore point", () => {
      it("is put back exactly, as often as it is asked, and new tables are gone", async () => {
        const before = await database.digest();
        const { bytes, sha256 } = await database.freeze(at("point"), none);
        expect(bytes).toBeGreaterThan(0);
        expect(sha256).toMatch(/^[0-9a-f]{64}$/);
        for (let times = 1; times <= 2; times++) {
          await given.execute("UPDATE visit SET patient = 'migrated'");
          await given.execute("CREATE TABLE added (x INTEGER)");
          await database.restore(at("point"));
          expect(await database.digest()).toEqual(before);
        }
        await database.restore(at("point"));
        expect(await database.digest()).toEqual(before);
      });

      it("is taken again after a crash, over what was left", async () => {
        await database.freeze(at("point"), none);
        await given.execute("DELETE FROM visit WHERE id = 1");
        const before = await database.digest();
        await database.freeze(at("point"), none);
        await given.execute("DELETE FROM visit");
        await database.restore(at("point"));
        expect(await database.digest()).toEqual(before);
      });

      it("holds the last commit of an application that was killed, and is put back over what another one left", async () => {
        const acknowledged = "UPDATE visit SET patient = 'Zoé' WHERE id = 2";
        await given.execute(acknowledged);
        const before = await database.digest();
        await given.execute("UPDATE visit SET patient = NULL WHERE id = 2");
        await given.executeAndDie(acknowledged);
        await database.freeze(at("point"), none);
        await given.executeAndDie("UPDATE visit SET patient = 'migrated'");
        await database.restore(at("point"));
        expect(await database.digest()).toEqual(before);
      });

      it("that is damaged or missing is not put back, and the present state stays", async () => {
        await expect(database.restore(at("absent"))).rejects.toThrow();
        await database.freeze(at("point"), none);
        await given.execute("UPDATE visit SET patient = 'migrated'");
        const present = await database.digest();
        await given.damage(at("point"));
        await expect(database.restore(at("point"))).rejects.toThrow();
        expect(await database.digest()).toEqual(present);
      });

      it("is tried beforehand, which changes and leaves nothing, as often as it is asked", async () => {
        const before = await database.digest();
        const names = readdirSync(folder).toSorted();
        await database.tryRestoring("trial");
        await database.tryRestoring("trial");
        expect(await database.digest()).toEqual(before);
        expect(readdirSync(folder).toSorted()).toEqual(names);
      });
    });

    it("has the capabilities that it is known for", () => {
      expect(database.changeBaseline !== undefined).toBe(capabilities.changeBaseline);
    });

    it.runIf(capabilities.changeBaseline)("counts the rows written since a mark", async () => {
      const { changeBaseline } = database;
      if (changeBaseline === undefined) throw new Error("no change baseline");
      const frozen: string[] = [];
      await changeBaseline.mark(at("marks"), () => frozen.push("frozen"));
      await given.execute("DELETE FROM visit WHERE id = 2");
      // After a crash it is marked again: what counts is the second time.
      expect(await changeBaseline.mark(at("marks"), () => frozen.push("frozen"))).toEqual({
        tables: 1,
        rows: 2,
      });
      const since = (scratch: string) =>
        changeBaseline.changesSince(at("marks"), at(scratch), none, "SUPERVISEUR_RUN=conformance");
      expect(await since("none")).toEqual([]);
      await given.execute("INSERT INTO visit (id, patient) VALUES (4, 'Dora'), (5, 'Eve')");
      await given.execute("UPDATE visit SET patient = 'Alan' WHERE id = 1");
      await given.execute("DELETE FROM visit WHERE id = 3");
      const expected = [{ table: "visit", inserted: 2, changed: 1, deleted: 1 }];
      expect(await since("one")).toEqual(expected);
      expect(await since("two")).toEqual(expected);
      await expect(
        changeBaseline.changesSince(at("absent"), at("three"), none, "SUPERVISEUR_RUN=conformance"),
      ).rejects.toThrow();
      expect(frozen.length).toBeLessThanOrEqual(2);
    });
  });
}
