import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startCurrent } from "../platform/services/live-services.ts";
import {
  goodMigration,
  manifestOf,
  NEW,
  sickService,
  type TinyPlatform,
  tinyPlatform,
  writingService,
} from "../testing/tiny-platform.ts";
import type { Step, StepContext } from "./context.ts";
import { PIPELINES } from "./rows.ts";

const PIPELINE = PIPELINES.update;

let tiny: TinyPlatform;
beforeEach(async () => {
  tiny = await tinyPlatform();
});
afterEach(() => tiny.close());

/** The rows, with one step that fails before or after its work. */
const failing = (name: string, when: "before" | "after"): Step[] =>
  PIPELINE.map((step) =>
    step.name !== name
      ? step
      : {
          ...step,
          async do(context, rows) {
            if (when === "after") await step.do(context, rows);
            throw new Error(`${name} made to fail`);
          },
        },
  );

const events = (runId: Parameters<TinyPlatform["journal"]["recordsOf"]>[0]): string[] =>
  tiny.journal
    .recordsOf(runId)
    .flatMap(({ event }) =>
      "step" in event && "direction" in event
        ? [`${event.direction} ${event.step} ${event.type.slice(5)}`]
        : [event.type],
    );

describe("when every step works", () => {
  it("ends on the new version with the migrated rows, each step intended, effected and done in that order", async () => {
    const context = await tiny.stage(manifestOf(NEW, {}, goodMigration), goodMigration);
    const state = await tiny.run(context);

    expect(state).toMatchObject({ phase: "ended", outcome: "succeeded", locked: false, masked: false });
    expect(await tiny.platform.releases.current()).toBe(NEW);
    expect(await tiny.answer()).toEqual({ version: NEW, rows: 3 });
    expect(tiny.rows()).toContainEqual({ id: 1, patient: "Ada", note: "Ada!" });
    expect(existsSync(tiny.platform.state.mask)).toBe(false);
    expect(existsSync(tiny.platform.root.staging(context.runId))).toBe(false);
    expect(existsSync(tiny.platform.state.scratch(context.runId))).toBe(false);
    const recorded = events(context.runId);
    for (const { name } of PIPELINE) {
      const [intended, effected, done] = ["intended", "effected", "done"].map((word) =>
        recorded.indexOf(`do ${name} ${word}`),
      );
      expect([intended, effected, done].every((index) => index !== undefined && index >= 0)).toBe(true);
      expect(effected).toBeGreaterThan(intended ?? -1);
      expect(done).toBeGreaterThan(effected ?? -1);
    }
    expect(tiny.journal.verify()).toBeNull();
  });

  it("skips what a patch without migrations does not need", async () => {
    const state = await tiny.run(await tiny.stage(manifestOf(NEW)));
    expect(state).toMatchObject({
      outcome: "succeeded",
      steps: { rehearse: { status: "skipped" }, migrate: { status: "skipped" }, switch: { status: "done" } },
    });
  });
});

describe("when a step fails", () => {
  const beforeCommit = PIPELINE.map(({ name }) => name).slice(
    0,
    PIPELINE.findIndex(({ name }) => name === "commit") + 1,
  );
  it.each(beforeCommit.flatMap((name) => [[name, "before"] as const, [name, "after"] as const]))(
    "%s, %s its effect: all before it is undone and the old version answers",
    async (name, when) => {
      const before = tiny.rows();
      const letter = await tiny.letter();
      const context = await tiny.stage(manifestOf(NEW, {}, goodMigration), goodMigration);
      const state = await tiny.run(context, failing(name, when));

      expect(state).toMatchObject({
        phase: "ended",
        outcome: "rolled-back",
        locked: true,
        masked: false,
        steps: { [name]: { error: { code: "STEP_FAILED" } } },
      });
      expect(tiny.rows()).toEqual(before);
      expect(await tiny.platform.releases.current()).toBe("1.0.0");
      expect(await tiny.answer()).toEqual({ version: "1.0.0", rows: 3 });
      expect(await tiny.letter()).toEqual(letter);
      expect(existsSync(tiny.platform.state.mask)).toBe(false);
      expect(readdirSync(tiny.platform.root.releases)).toEqual(["1.0.0"]);
      expect(readdirSync(tiny.platform.root.stagings)).toEqual([]);
      expect(existsSync(join(tiny.platform.state.restorePoint(context.runId), "marks"))).toBe(false);
      expect(tiny.journal.verify()).toBeNull();
    },
  );

  it.each(["unmask", "clean"] as const)("%s, after the commit: the verdict does not change", async (name) => {
    const context = await tiny.stage(manifestOf(NEW, {}, goodMigration), goodMigration);
    const run = tiny.run(context, failing(name, "before"));
    if (name === "clean")
      expect(await run).toMatchObject({ outcome: "succeeded", warnings: [{ step: "clean" }] });
    else {
      // The mask must be lowered: this runner fails, and the next one finishes.
      await expect(run).rejects.toThrow("unmask made to fail");
      expect(context.state()).toMatchObject({ phase: "finishing", masked: true });
      expect(await tiny.run(context)).toMatchObject({ outcome: "succeeded", masked: false });
    }
    expect(await tiny.answer()).toEqual({ version: NEW, rows: 3 });
  });
});

describe("a backup that does not restore to what the live database held", () => {
  it("does not count as one: the run ends before the mask", async () => {
    const context = await tiny.stage(manifestOf(NEW, {}, goodMigration), goodMigration);
    const { database } = tiny.platform;
    const forgetful = {
      ...database,
      async restoreScratch(backup: string, directory: string) {
        const copy = await database.restoreScratch(backup, directory);
        await copy.recordDataset("ccam", "ccam-2026.1");
        return copy;
      },
    };
    const state = await tiny.run({ ...context, platform: { ...tiny.platform, database: forgetful } });
    expect(state).toMatchObject({
      outcome: "rolled-back",
      error: { code: "BACKUP_FAILED" },
      steps: { mask: { status: "pending" } },
    });
    expect(existsSync(tiny.platform.state.backup(context.runId))).toBe(false);
  });
});

describe("when the new version itself is faulty", () => {
  it("a probe that fails behind the mask brings the old version back", async () => {
    const state = await tiny.run(
      await tiny.stage(manifestOf(NEW, sickService, goodMigration), goodMigration),
    );
    expect(state).toMatchObject({
      outcome: "rolled-back",
      error: { code: "PROBE_FAILED", facts: { found: "503", expected: "200" } },
      locked: true,
    });
    expect(await tiny.answer()).toEqual({ version: "1.0.0", rows: 3 });
  }, 60_000);

  it("what it wrote before its probe failed is undone, also without any migration", async () => {
    const manifest = manifestOf(NEW, {
      ...writingService,
      probes: [{ name: "jamais", path: "/", contains: "never said" }],
    });
    const before = tiny.rows();
    expect(await tiny.run(await tiny.stage(manifest))).toMatchObject({ outcome: "rolled-back" });
    expect(tiny.rows()).toEqual(before);
  }, 60_000);

  it("a migration that fails half-way is caught by the rehearsal: nothing was masked", async () => {
    const files = {
      ...goodMigration,
      "migrations/002-bad.sql": "UPDATE visit SET patient = 'X'; INSERT INTO absent VALUES (1);",
    };
    const before = tiny.rows();
    const state = await tiny.run(await tiny.stage(manifestOf(NEW, {}, files), files));
    expect(state).toMatchObject({
      outcome: "rolled-back",
      error: { code: "REHEARSAL_FAILED", facts: { migration: "002-bad" } },
      steps: { mask: { status: "pending" } },
    });
    expect(tiny.rows()).toEqual(before);
  });
});

describe("when the run is cancelled", () => {
  it("goes back at the next step and does not lock the archive", async () => {
    const context = await tiny.stage(manifestOf(NEW, {}, goodMigration), goodMigration);
    const cancelling = PIPELINE.map((step) =>
      step.name !== "place"
        ? step
        : {
            ...step,
            async do(inner: typeof context, rows: readonly Step[]) {
              tiny.journal.append(context.runId, {
                type: "run:cancel-requested",
                by: { id: "2", name: "Zoé" },
              });
              return await step.do(inner, rows);
            },
          },
    );
    expect(await tiny.run(context, cancelling)).toMatchObject({
      outcome: "cancelled",
      locked: false,
      error: { code: "RUN_CANCELLED", facts: { by: "Zoé" } },
    });
    expect(readdirSync(tiny.platform.root.releases)).toEqual(["1.0.0"]);
  });

  it.each(["rehearse", "migrate"] as const)(
    "a statement that never ends is ended, in %s",
    async (name) => {
      const before = tiny.rows();
      const endless =
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n";
      const files = {
        "migrations/001-notes.sql": `UPDATE visit SET patient = 'half-way'; UPDATE visit SET patient = (${endless});`,
      };
      const context = await tiny.stage(manifestOf(NEW, {}, files), files);
      const pipeline = PIPELINE.map((step) =>
        step.name === "rehearse" && name === "migrate" ? { ...step, do: async () => ({}) } : step,
      );
      const running = tiny.run(context, pipeline);
      await vi.waitFor(() => expect(context.state().steps[name].status).toBe("running"), {
        timeout: 20_000,
        interval: 20,
      });
      await delay(500);
      tiny.journal.append(context.runId, { type: "run:cancel-requested", by: { id: "2", name: "Zoé" } });
      expect(await running).toMatchObject({ outcome: "cancelled", locked: false, masked: false });
      expect(tiny.rows()).toEqual(before);
      expect(await tiny.answer()).toEqual({ version: "1.0.0", rows: 3 });
    },
    60_000,
  );
});

function reseal(folder: string, change: object): void {
  const seal = join(folder, "restore-point.json");
  writeFileSync(seal, JSON.stringify({ ...JSON.parse(readFileSync(seal, "utf8")), ...change }));
}

describe("when the restore point is not what it was", () => {
  const point = (context: Pick<StepContext, "runId">): string =>
    tiny.platform.state.restorePoint(context.runId);
  /** The restore point is damaged while the migration runs, which then fails. */
  const damaging = (what: (context: StepContext) => void): Step[] =>
    PIPELINE.map((step) =>
      step.name !== "migrate"
        ? step
        : {
            ...step,
            async do(context, rows) {
              await step.do(context, rows);
              what(context);
              throw new Error("made to fail");
            },
          },
    );

  it.each<[string, (folder: string) => void]>([
    ["is gone", (folder) => rmSync(folder, { recursive: true })],
    ["has lost its seal", (folder) => rmSync(join(folder, "restore-point.json"))],
    ["has lost its database", (folder) => rmSync(join(folder, "database"), { recursive: true })],
    ["has another database", (folder) => appendFileSync(join(folder, "database", "tiny.sqlite"), "x")],
    ["has lost a data folder", (folder) => rmSync(join(folder, "data"), { recursive: true })],
    ["has lost a file of the data", (folder) => rmSync(join(folder, "data", "0-files", "letter.txt"))],
    ["was taken on another disk", (folder) => reseal(folder, { disks: ["/mnt/data", "/"] })],
    [
      "was taken of another folder",
      (folder) => reseal(folder, { places: { database: "/srv/p.sqlite", data: [] } }),
    ],
    [
      "has half a file of the data",
      (folder) => truncateSync(join(folder, "data", "0-files", "letter.txt"), 3),
    ],
  ])(
    "that %s, the rollback is not reported as complete: manual intervention is required, and nothing more is changed",
    async (_, spoil) => {
      const context = await tiny.stage(manifestOf(NEW, {}, goodMigration), goodMigration);
      const letter = await tiny.letter();
      const state = await tiny.run(
        context,
        damaging((inner) => spoil(point(inner))),
      );
      expect(state).toMatchObject({
        outcome: "intervention",
        masked: true,
        error: { code: "ROLLBACK_FAILED", facts: { step: "snapshot" } },
      });
      expect(existsSync(tiny.platform.state.mask)).toBe(true);
      // The migrated database and the data are left as they were found.
      expect(tiny.rows()).toContainEqual({ id: 1, patient: "Ada", note: "Ada!" });
      expect(await tiny.letter()).toEqual(letter);
    },
  );

  it("is never restored under a running service, even one that the run did not start", async () => {
    const context = await tiny.stage(manifestOf(NEW, {}, goodMigration), goodMigration);
    const pids: (number | undefined)[] = [];
    const opened = PIPELINE.map((step) =>
      step.name !== "migrate"
        ? step
        : {
            ...step,
            async do(inner: StepContext) {
              await startCurrent(inner.platform);
              pids.push(tiny.service()?.pid);
              throw new Error("made to fail");
            },
          },
    );
    expect(await tiny.run(context, opened)).toMatchObject({ outcome: "rolled-back" });
    expect(tiny.service()?.pid).not.toBe(pids[0]);
    expect(await tiny.answer()).toEqual({ version: "1.0.0", rows: 3 });
  });

  it("a data folder that did not exist is gone again", async () => {
    const [folder = ""] = tiny.platform.config.dataDirectories;
    rmSync(folder, { recursive: true });
    const grown = damaging(() => {
      mkdirSync(folder);
      writeFileSync(join(folder, "new.txt"), "written by the new version");
    });
    expect(
      await tiny.run(await tiny.stage(manifestOf(NEW, {}, goodMigration), goodMigration), grown),
    ).toMatchObject({
      outcome: "rolled-back",
    });
    expect(existsSync(folder)).toBe(false);
  });
});

describe("when the rollback fails", () => {
  it("ends in intervention, masked, and says which step", async () => {
    const broken = failing("probe", "before").map((step) =>
      step.name === "switch" ? { ...step, undo: async () => Promise.reject(new Error("disk gone")) } : step,
    );
    const state = await tiny.run(await tiny.stage(manifestOf(NEW, {}, goodMigration), goodMigration), broken);
    expect(state).toMatchObject({
      outcome: "intervention",
      error: { code: "ROLLBACK_FAILED", facts: { step: "switch" } },
      masked: true,
      locked: true,
    });
    expect(existsSync(tiny.platform.state.mask)).toBe(true);
  });
});
