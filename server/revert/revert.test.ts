import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Losses, RunId } from "../../shared/journal.ts";
import type { RunState } from "../../shared/run-state.ts";
import { COUNT_VALID_MS } from "../limits.ts";
import type { Step } from "../pipeline/context.ts";
import { PIPELINES } from "../pipeline/rows.ts";
import { sqliteFile } from "../testing/sqlite-file.ts";
import {
  amplyEquipped,
  goodMigration,
  manifestOf,
  NEW,
  type TinyPlatform,
  tinyPlatform,
  writingService,
} from "../testing/tiny-platform.ts";
import { createRevert, type Revert } from "./revert.ts";

const NOTHING: Losses = { tables: [], files: { added: 0, changed: 0, deleted: 0 } };
const by = { id: "2", name: "Zoé" };

let tiny: TinyPlatform;
let returning: Revert;
let launched: RunId[];
beforeEach(async () => {
  tiny = await tinyPlatform();
  launched = [];
  returning = createRevert({
    platform: tiny.platform,
    journal: tiny.journal,
    instruments: amplyEquipped,
    clock: Date.now,
    launch: async (runId) => void launched.push(runId),
  });
});
afterEach(() => tiny.close());

const dataFile = (...names: string[]): string =>
  join(tiny.platform.config.dataDirectories[0] ?? "", ...names);
const sql = (text: string): void => {
  const database = new DatabaseSync(sqliteFile(tiny.platform.config), { timeout: 5_000 });
  database.exec(text);
  database.close();
};
const update = async (): Promise<RunState> =>
  tiny.run(await tiny.stage(manifestOf(NEW, {}, goodMigration), goodMigration));
/** What people do on the new version. */
const work = (): void => {
  sql(
    "INSERT INTO visit (patient, note) VALUES ('Dora', 'n'), ('Émile', 'n'); UPDATE visit SET patient = 'Blaise P.' WHERE id = 2; DELETE FROM visit WHERE id = 3",
  );
  writeFileSync(dataFile("letter.txt"), "Chère consœur");
  writeFileSync(dataFile("scan.png"), "png");
};
const counted = async (): Promise<Losses> => {
  await returning.count();
  for (;;) {
    const count = await returning.losses();
    if (count.status === "counted") return count.losses;
    if (count.status !== "counting") throw new Error(JSON.stringify(count));
    await new Promise(setImmediate);
  }
};
const goBack = async (run: RunId, pipeline?: readonly Step[]): Promise<RunState> => {
  const { id } = await returning.start(by, { run, losses: NOTHING });
  return tiny.run(await tiny.contextOf(id), pipeline);
};
const failing = (name: string, when: "before" | "after"): Step[] =>
  PIPELINES.revert.map((step) =>
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

describe("after an update that succeeded", () => {
  it("the losses are counted row by row and file by file, and going back leaves exactly what was", async () => {
    mkdirSync(dataFile("old"));
    writeFileSync(dataFile("old", "x-ray.dcm"), "dicom");
    chmodSync(dataFile("old", "x-ray.dcm"), 0o640);
    utimesSync(dataFile("letter.txt"), 1_700_000_000, 1_700_000_000);
    const [rows, letter] = [tiny.rows(), await tiny.letter()];
    const done = await update();
    expect(await counted()).toEqual(NOTHING);
    work();
    expect(await counted()).toEqual({
      tables: [{ table: "visit", inserted: 2, changed: 1, deleted: 1 }],
      files: { added: 1, changed: 1, deleted: 0 },
    });

    const offer = await returning.offer();
    expect(offer).toMatchObject({ possible: true, run: done.id, undoes: NEW, from: NEW, to: "1.0.0" });
    const losses = await counted();
    const opened = await returning.start(by, { run: done.id, losses });
    expect(launched).toEqual([opened.id]);
    expect(opened).toMatchObject({
      kind: "revert",
      reverts: done.id,
      from: NEW,
      phase: "running",
      consent: { by, losses },
    });

    const state = await tiny.run(await tiny.contextOf(opened.id));
    expect(state).toMatchObject({
      phase: "ended",
      outcome: "succeeded",
      masked: false,
      error: null,
      locked: false,
    });
    expect(await tiny.platform.releases.current()).toBe("1.0.0");
    expect(await tiny.answer()).toEqual({ version: "1.0.0", rows: 3 });
    expect(tiny.rows()).toEqual(rows);
    expect(await tiny.letter()).toEqual(letter);
    expect(readdirSync(dataFile()).sort()).toEqual(["letter.txt", "old"]);
    expect(readdirSync(dataFile(".."))).toEqual(
      expect.not.arrayContaining([".files.retired", ".files.restored"]),
    );
    expect(existsSync(tiny.platform.state.mask)).toBe(false);
    expect(existsSync(tiny.platform.state.scratch(`${done.id}-losses-${process.pid}`))).toBe(false);
    expect(tiny.journal.verify()).toBeNull();
  });

  it("what the revert loses is kept in its backup", async () => {
    const { id } = await update();
    work();
    const state = await goBack(id);
    const copy = await tiny.platform.database.restoreScratch(
      tiny.platform.state.backup(state.id),
      join(tiny.directory, "looked-at"),
    );
    expect((await copy.prove()).visit).toBe(4);
    expect(existsSync(join(tiny.platform.state.backup(state.id), "data", "0-files", "scan.png"))).toBe(true);
  });

  it("the newer version may be installed again, and undone again", async () => {
    await goBack((await update()).id);
    expect(await returning.offer()).toEqual({ possible: false, reason: "no-update", run: null });
    const again = await update();
    expect(again).toMatchObject({ outcome: "succeeded" });
    sql("INSERT INTO visit (patient) VALUES ('Zoé')");
    expect((await counted()).tables).toEqual([{ table: "visit", inserted: 1, changed: 0, deleted: 0 }]);
    expect(await goBack(again.id)).toMatchObject({ outcome: "succeeded" });
  });

  it("a data archive is undone without touching the release", async () => {
    const files = {
      "migrations/ccam.sql": "CREATE TABLE ccam (code TEXT); INSERT INTO ccam VALUES ('AHQP003');",
    };
    const manifest = manifestOf(
      "ccam-2026.2",
      { kind: "data", services: [], probes: [], scope: { tables: ["ccam"] } },
      files,
    );
    const { id, outcome } = (await tiny.run(await tiny.stage(manifest, files))) as RunState & {
      outcome: string;
    };
    expect(outcome).toBe("succeeded");
    expect(await returning.offer()).toMatchObject({ undoes: "ccam-2026.2", from: "1.0.0", to: "1.0.0" });
    expect(await goBack(id)).toMatchObject({
      outcome: "succeeded",
      steps: { switch: { status: "skipped" } },
    });
    expect(await tiny.platform.database.datasets()).toEqual({});
    expect(Object.keys(await tiny.platform.database.prove())).not.toContain("ccam");
  });
});

describe("when a step of the revert fails", () => {
  const names = PIPELINES.revert.map(({ name }) => name);
  const beforeCommit = names.slice(0, names.indexOf("commit") + 1);
  // Before its effect is after the effect of the step before: only the first and the one that overwrites are tried both ways.
  it.each<[string, "before" | "after"]>([
    ...beforeCommit.map((name): [string, "after"] => [name, "after"]),
    ["backup", "before"],
    ["restore", "before"],
  ])("%s, %s its effect: the newer version answers with every row and file", async (name, when) => {
    const { id } = await update();
    work();
    const [rows, letter] = [tiny.rows(), await tiny.letter()];
    const state = await goBack(id, failing(name, when));
    expect(state).toMatchObject({
      outcome: "rolled-back",
      masked: false,
      steps: { [name]: { error: { code: "STEP_FAILED" } } },
    });
    expect(tiny.rows()).toEqual(rows);
    expect(await tiny.letter()).toEqual(letter);
    expect(readdirSync(dataFile()).sort()).toEqual(["letter.txt", "scan.png"]);
    expect(await tiny.platform.releases.current()).toBe(NEW);
    expect(await tiny.answer()).toEqual({ version: NEW, rows: 4 });
    expect(existsSync(tiny.platform.state.mask)).toBe(false);
    expect(await returning.offer()).toEqual({ possible: false, reason: "locked", run: expect.any(String) });
    expect(tiny.journal.verify()).toBeNull();
  });

  it("it may be tried again once support allows it", async () => {
    const { id } = await update();
    const failed = await goBack(id, failing("restore", "after"));
    tiny.journal.append(failed.id, {
      type: "run:unlocked",
      by,
      action: "retry",
      sha256: "0".repeat(64),
      keyIds: [],
      reference: "",
    });
    expect(await goBack(id)).toMatchObject({ outcome: "succeeded" });
  });
});

describe("no revert is offered", () => {
  const reason = async (): Promise<unknown> => {
    const offer = await returning.offer();
    return offer.possible || offer.reason;
  };

  it("before any update, nor after one that was rolled back", async () => {
    expect(await reason()).toBe("no-update");
    await tiny.run(
      await tiny.stage(manifestOf(NEW)),
      PIPELINES.update.map((step) =>
        step.name === "switch" ? { ...step, do: () => Promise.reject(new Error("no")) } : step,
      ),
    );
    expect(await reason()).toBe("no-update");
  });

  it("while a run is open, and two at once are one", async () => {
    const { id } = await update();
    const both = await Promise.allSettled(
      [1, 2].map(() => returning.start(by, { run: id, losses: NOTHING })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "RUN_IN_PROGRESS" },
    });
    expect(await reason()).toBe("run-open");
  });

  it.each<[string, (run: RunId) => void]>([
    ["release-gone", () => rmSync(tiny.platform.releases.path("1.0.0"), { recursive: true })],
    ["restore-point-gone", (run) => rmSync(tiny.platform.state.restorePoint(run), { recursive: true })],
    [
      "restore-point-gone",
      (run) => rmSync(join(tiny.platform.state.restorePoint(run), "restore-point.json")),
    ],
    [
      "baseline-gone",
      (run) => rmSync(join(tiny.platform.state.restorePoint(run), "marks"), { recursive: true }),
    ],
  ])("%s", async (expected, take) => {
    const { id } = await update();
    take(id);
    expect(await reason()).toBe(expected);
    await expect(returning.start(by, { run: id, losses: NOTHING })).rejects.toMatchObject({
      code: "REVERT_IMPOSSIBLE",
      facts: { reason: expected },
    });
    expect(tiny.journal.states({ limit: 9 })).toHaveLength(1);
  });

  it("when the baseline could not be written: the update succeeds with a warning", async () => {
    const context = await tiny.stage(manifestOf(NEW));
    const fail = () => Promise.reject(new Error("no room"));
    const database = { ...tiny.platform.database, changeBaseline: { mark: fail, changesSince: fail } };
    const state = await tiny.run({ ...context, platform: { ...tiny.platform, database } });
    expect(state).toMatchObject({
      outcome: "succeeded",
      warnings: [{ step: "start", error: { code: "BASELINE_FAILED" } }],
    });
    expect(await reason()).toBe("baseline-gone");
  });

  it("without counting what the new version wrote while it started", async () => {
    const state = await tiny.run(await tiny.stage(manifestOf(NEW, writingService)));
    expect(state).toMatchObject({ outcome: "succeeded", warnings: [] });
    expect((await counted()).tables).toEqual([{ table: "visit", inserted: 1, changed: 0, deleted: 0 }]);
  });

  it("while a link leads out of the data folders: no run is opened, so nothing is locked", async () => {
    const { id } = await update();
    const [data = ""] = tiny.platform.config.dataDirectories;
    symlinkSync(tiny.directory, join(data, "images"));
    const start = () => returning.start(by, { run: id, losses: NOTHING });
    await expect(start()).rejects.toMatchObject({
      code: "DATA_LINK_OUTSIDE",
      facts: { subject: join(data, "images") },
    });
    expect(tiny.journal.states({ limit: 9 })).toHaveLength(1);
  });

  it("to an update that is not the last one", async () => {
    const { id } = await update();
    const other = await tiny.run(await tiny.stage(manifestOf("1.2.0")));
    expect(await returning.offer()).toMatchObject({ run: other.id, to: NEW });
    await expect(returning.start(by, { run: id, losses: NOTHING })).rejects.toMatchObject({
      code: "REVERT_IMPOSSIBLE",
    });
  });
});

describe("a revert that was opened and not consented", () => {
  it.each(["at the next start", "when it is still open at a second look"])("is dropped %s", async (how) => {
    const { id } = await update();
    const run = "20261121-031200-aaaaaa" as RunId;
    tiny.journal.append(run, {
      type: "run:opened",
      by,
      fileName: "tiny.maj.1.1.0.tgz",
      fileSize: 1,
      from: NEW,
      kind: "revert",
      reverts: id,
    });
    // An administrator at the command line may be about to consent: the first call only remembers it.
    returning.endUnconsented();
    expect(tiny.journal.state(run)).toMatchObject({ phase: "receiving" });
    if (how === "at the next start") returning.recover();
    else returning.endUnconsented();
    expect(tiny.journal.state(run)).toMatchObject({ phase: "ended", outcome: "cancelled" });
    expect(await returning.offer()).toMatchObject({ possible: true, run: id });
  });

  it("losses that were shown must be counted again after a while", async () => {
    const { id } = await update();
    let now = Date.now();
    const later = createRevert({
      platform: tiny.platform,
      journal: tiny.journal,
      instruments: amplyEquipped,
      clock: () => now,
      launch: async () => {},
    });
    await later.count();
    await vi.waitFor(async () => expect(await later.losses()).toMatchObject({ status: "counted" }), {
      timeout: 10_000,
      interval: 10,
    });
    const count = await later.losses();
    const at = count.status === "counted" ? count.countedAt : 0;
    await later.requireCounted(id, at);
    now += COUNT_VALID_MS;
    await expect(later.requireCounted(id, at)).rejects.toMatchObject({ code: "LOSSES_NOT_COUNTED" });
  });
});
