import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RunId, UnlockAction } from "../../shared/journal.ts";
import { type Journal, openJournal } from "../journal/journal.ts";
import { goodMigration, manifestOf, NEW, type TinyPlatform, tinyPlatform } from "../testing/tiny-platform.ts";
import type { Step } from "./context.ts";
import { ownRun } from "./own-run.ts";
import { PIPELINES } from "./steps.ts";

/** A runner measures the machine it is on: any machine will do here. */
const anything = { minimum: 1, recommended: 1 };
const requirements = { platform: "1.0.0", cpu: anything, memory: anything, disk: anything };

let tiny: TinyPlatform;
let before: unknown[];
beforeEach(async () => {
  tiny = await tinyPlatform();
  before = tiny.rows();
});
afterEach(() => tiny.close());

const broken = (name: string, change: Partial<Step>): Step[] =>
  PIPELINES.update.map((step) => (step.name === name ? { ...step, ...change } : step));
const fails = (what: string) => async (): Promise<never> => Promise.reject(new Error(what));

/** A run whose way back failed on a disk that answers again later. */
async function interventionOnTheWayBack(): Promise<RunId> {
  const context = await tiny.stageForRunner(manifestOf(NEW, {}, goodMigration), goodMigration);
  const pipeline = broken("probe", { do: fails("made to fail") }).map((step) =>
    step.name === "switch" ? { ...step, undo: fails("the disk is gone") } : step,
  );
  expect(await tiny.run(context, pipeline)).toMatchObject({ outcome: "intervention", masked: true, locked: true });
  return context.runId;
}

/** Support unlocks, and the runner that is then started does what was allowed. */
async function unlocked(runId: RunId, action: UnlockAction) {
  const by = { id: "1", name: "Admin" };
  tiny.journal.append(runId, { type: "run:unlocked", by, action, sha256: "0".repeat(64), keyIds: ["k"], reference: "TICKET-1" });
  expect(await ownRun({ platformFile: tiny.platform.config.file, runId })).toBe(true);
  return tiny.journal.state(runId);
}

describe("an intervention that support unlocks", () => {
  it.each(["retry", "go-back"] as const)("%s: the way back is gone again, and the old version answers with every row", async (action) => {
    const runId = await interventionOnTheWayBack();
    expect(await unlocked(runId, action)).toMatchObject({
      phase: "ended",
      outcome: "rolled-back",
      masked: false,
      // Not that the first way back had failed: it is over.
      error: { code: "STEP_FAILED", facts: { step: "probe" } },
      recovery: { decision: "roll-back", reason: action === "retry" ? "support-retries" : "support-goes-back" },
    });
    expect(tiny.rows()).toEqual(before);
    expect(await tiny.answer()).toEqual({ version: "1.0.0", rows: 3 });
    expect(existsSync(tiny.platform.state.mask)).toBe(false);
  });

  it("accept: the platform is opened as it is, and nothing is said of what nobody proved", async () => {
    const runId = await interventionOnTheWayBack();
    const live = await tiny.platform.releases.current();
    expect(await unlocked(runId, "accept")).toMatchObject({
      phase: "ended",
      outcome: "accepted",
      masked: false,
      locked: true,
      recovery: { decision: "accept", reason: "support-accepts" },
    });
    expect(existsSync(tiny.platform.state.mask)).toBe(false);
    expect(await tiny.answer()).toMatchObject({ version: live });
  });

  it("after the commit, retry finishes and go-back takes even that back", async () => {
    for (const [action, outcome, version] of [
      ["retry", "succeeded", NEW],
      ["go-back", "rolled-back", "1.0.0"],
    ] as const) {
      await tiny.close();
      tiny = await tinyPlatform();
      before = tiny.rows();
      const context = await tiny.stageForRunner(manifestOf(NEW, {}, goodMigration), goodMigration);
      await expect(tiny.run(context, broken("unmask", { do: fails("made to fail") }))).rejects.toThrow("made to fail");
      tiny.journal.append(context.runId, { type: "run:ended", outcome: "intervention", error: null, locked: true });
      expect(await unlocked(context.runId, action)).toMatchObject({ phase: "ended", outcome, masked: false });
      expect(await tiny.answer()).toEqual({ version, rows: 3 });
      if (action === "go-back") expect(tiny.rows()).toEqual(before);
    }
  });
});

describe("an intervention on the way back from a commit", () => {
  it.each(["retry", "go-back"] as const)("%s goes on back: the new version never answers from the old database", async (action) => {
    const context = await tiny.stageForRunner(manifestOf(NEW, {}, goodMigration), goodMigration);
    const { runId } = context;
    await expect(tiny.run(context, broken("unmask", { do: fails("made to fail") }))).rejects.toThrow("made to fail");
    tiny.journal.append(runId, { type: "run:ended", outcome: "intervention", error: null, locked: true });
    const by = { id: "1", name: "Admin" };
    const unlock = (chosen: UnlockAction) =>
      tiny.journal.append(runId, { type: "run:unlocked", by, action: chosen, sha256: "0".repeat(64), keyIds: ["k"], reference: "" });
    unlock("go-back");
    // The database is put back, and then the old service does not start.
    expect(await tiny.run(context, broken("stop", { undo: fails("does not answer") }))).toMatchObject({ outcome: "intervention" });
    expect(tiny.rows()).toEqual(before);
    expect(await unlocked(runId, action)).toMatchObject({ phase: "ended", outcome: "rolled-back", masked: false, committedAt: null });
    expect(await tiny.answer()).toEqual({ version: "1.0.0", rows: 3 });
    expect(tiny.rows()).toEqual(before);
  });
});

describe("a runner", () => {
  it("that finds its staged archive gone before the mask ends the run cleanly", async () => {
    const context = await tiny.stage(manifestOf(NEW, {}, goodMigration), goodMigration);
    await ownRun({ platformFile: tiny.platform.config.file, runId: context.runId });
    expect(context.state()).toMatchObject({ phase: "ended", outcome: "rolled-back", steps: { mask: { status: "pending" } } });
    expect(await tiny.answer()).toEqual({ version: "1.0.0", rows: 3 });
  });

  it("that cannot clear away after a proven version was opened leaves it open: the verdict stands, with a warning", async () => {
    const context = await tiny.stageForRunner(manifestOf(NEW, { requirements }, goodMigration), goodMigration);
    const { runId } = context;
    const platformFile = tiny.platform.config.file;
    const dies = (path: string): Journal => {
      const journal = openJournal(path);
      return {
        ...journal,
        append(id, event) {
          if (event.type === "run:ended") throw new Error("died");
          return journal.append(id, event);
        },
      };
    };
    await expect(ownRun({ platformFile, runId, open: dies })).rejects.toThrow("died");
    expect(context.state()).toMatchObject({ phase: "finishing", steps: { unmask: { status: "done" } } });
    // The release before cannot be read any more: no runner can even load the run.
    const manifest = tiny.platform.root.manifest("1.0.0");
    await rename(manifest, `${manifest}.gone`);
    for (let runners = 0; context.state().phase !== "ended" && runners < 20; runners++)
      await ownRun({ platformFile, runId }).catch(() => {});
    expect(context.state()).toMatchObject({
      outcome: "succeeded",
      masked: false,
      locked: false,
      warnings: [{ step: "clean", error: { code: "RECOVERY_FAILED" } }],
    });
    expect(existsSync(tiny.platform.state.mask)).toBe(false);
    expect(await tiny.answer()).toEqual({ version: NEW, rows: 3 });
    await rename(`${manifest}.gone`, manifest);
  });

  it("that cannot even load its run says so, eight times, and then a human is called behind the mask", async () => {
    const context = await tiny.stage(manifestOf(NEW, {}, goodMigration), goodMigration);
    tiny.journal.append(context.runId, { type: "step:intended", step: "mask", direction: "do", facts: {} });
    const release = tiny.platform.releases.path("1.0.0");
    await rename(release, `${release}.gone`);
    let runners = 0;
    while (context.state().phase !== "ended" && runners < 20) {
      runners += 1;
      await ownRun({ platformFile: tiny.platform.config.file, runId: context.runId }).catch(() => {});
    }
    expect([runners, context.state().failures]).toEqual([9, 8]);
    expect(context.state()).toMatchObject({
      outcome: "intervention",
      error: { code: "RECOVERY_FAILED" },
      recovery: { decision: "give-up", world: { release: "1.0.0", complete: false } },
    });
    expect(existsSync(tiny.platform.state.mask)).toBe(true);
    await rename(`${release}.gone`, release);
  });

  it.each([
    ["before any mask", []],
    ["when a step had lifted it already", ["mask", "unmask"]],
  ] as const)("that gives up %s has masked the platform, and whichever way support chooses opens it again", async (_, done) => {
    const context = await tiny.stageForRunner(manifestOf(NEW, {}, goodMigration), goodMigration);
    for (const step of done) tiny.journal.append(context.runId, { type: "step:done", step, direction: "do", facts: {} });
    const release = tiny.platform.releases.path("1.0.0");
    await rename(release, `${release}.gone`);
    for (let runners = 0; context.state().phase !== "ended" && runners < 20; runners++)
      await ownRun({ platformFile: tiny.platform.config.file, runId: context.runId }).catch(() => {});
    expect(context.state()).toMatchObject({ outcome: "intervention", masked: true });
    expect(existsSync(tiny.platform.state.mask)).toBe(true);
    await rename(`${release}.gone`, release);
    expect(await unlocked(context.runId, "go-back")).toMatchObject({ outcome: "rolled-back", masked: false });
    expect(existsSync(tiny.platform.state.mask)).toBe(false);
    expect(await tiny.answer()).toEqual({ version: "1.0.0", rows: 3 });
  });
});
