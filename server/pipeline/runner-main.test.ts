import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RunEvent, RunId, UnlockAction } from "../../shared/journal.ts";
import { type Journal, openJournal } from "../journal/journal.ts";
import { MAX_FAILURES } from "../limits.ts";
import { goodMigration, manifestOf, NEW, type TinyPlatform, tinyPlatform } from "../testing/tiny-platform.ts";
import type { Step, StepContext } from "./context.ts";
import { PIPELINES } from "./rows.ts";
import { runnerMain } from "./runner-main.ts";

/** A runner measures its own machine: these requirements accept any machine. */
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

/** A run whose rollback failed on a disk that answers again later. */
async function interventionDuringRollback(): Promise<RunId> {
  const context = await tiny.stageForRunner(manifestOf(NEW, {}, goodMigration), goodMigration);
  const pipeline = broken("probe", { do: fails("made to fail") }).map((step) =>
    step.name === "switch" ? { ...step, undo: fails("the disk is gone") } : step,
  );
  expect(await tiny.run(context, pipeline)).toMatchObject({
    outcome: "intervention",
    masked: true,
    locked: true,
    // The record lists what is on the disk, for support.
    world: {
      release: NEW,
      complete: true,
      masked: true,
      restorePoint: "whole",
      backup: "proven",
      services: [{ running: false }],
    },
  });
  return context.runId;
}

/** One runner after another, as the web process starts them. */
async function untilItsEnd({ runId, state }: Pick<StepContext, "runId" | "state">): Promise<void> {
  for (let runners = 0; state().phase !== "ended" && runners < 20; runners++)
    await runnerMain({ platformFile: tiny.platform.config.file, runId }).catch(() => {});
}

/** A file of a release is missing while `work` runs. */
async function without(path: string, work: () => Promise<void>): Promise<void> {
  await rename(path, `${path}.gone`);
  try {
    await work();
  } finally {
    await rename(`${path}.gone`, path);
  }
}

/** Runners that began and then failed. */
function failedRunners(runId: RunId, decision: "roll-back" | "accept"): void {
  for (let attempt = 1; attempt <= MAX_FAILURES; attempt++) {
    tiny.journal.append(runId, { type: "runner:started", pid: 1, attempt, decision });
    tiny.journal.append(runId, { type: "runner:failed", error: { code: "RUNNER_STOPPED", facts: {} } });
  }
}

const unlockOf = (action: UnlockAction): RunEvent => ({
  type: "run:unlocked",
  by: { id: "1", name: "Admin" },
  action,
  sha256: "0".repeat(64),
  keyIds: ["k"],
  reference: "TICKET-1",
});

/** Support unlocks, and the runner that is then started does what was allowed. */
async function unlocked(runId: RunId, action: UnlockAction) {
  tiny.journal.append(runId, unlockOf(action));
  expect(await runnerMain({ platformFile: tiny.platform.config.file, runId })).toBe(true);
  return tiny.journal.state(runId);
}

describe("an intervention that support unlocks", () => {
  it.each(["retry", "go-back"] as const)(
    "%s: the rollback is done again, and the old version answers with every row",
    async (action) => {
      const runId = await interventionDuringRollback();
      expect(await unlocked(runId, action)).toMatchObject({
        phase: "ended",
        outcome: "rolled-back",
        masked: false,
        // Not the failure of the first rollback: that one is resolved.
        error: { code: "STEP_FAILED", facts: { step: "probe" } },
        recovery: {
          decision: "roll-back",
          reason: action === "retry" ? "support-retries" : "support-goes-back",
        },
      });
      expect(tiny.rows()).toEqual(before);
      expect(await tiny.answer()).toEqual({ version: "1.0.0", rows: 3 });
      expect(existsSync(tiny.platform.state.mask)).toBe(false);
    },
  );

  it("accept: the platform is opened as it is, and nothing unproven is claimed", async () => {
    const runId = await interventionDuringRollback();
    const live = await tiny.platform.releases.current();
    expect(await unlocked(runId, "accept")).toMatchObject({
      phase: "ended",
      outcome: "accepted",
      masked: false,
      // The new release is live: there is nothing that could be imported again.
      locked: false,
      recovery: { decision: "accept", reason: "support-accepts" },
    });
    expect(live).toBe(NEW);
    expect(existsSync(tiny.platform.state.mask)).toBe(false);
    expect(await tiny.answer()).toMatchObject({ version: live });
  });

  it("after the commit, retry finishes, and go-back rolls back even the commit", async () => {
    for (const [action, outcome, version] of [
      ["retry", "succeeded", NEW],
      ["go-back", "rolled-back", "1.0.0"],
    ] as const) {
      await tiny.close();
      tiny = await tinyPlatform();
      before = tiny.rows();
      const context = await tiny.stageForRunner(manifestOf(NEW, {}, goodMigration), goodMigration);
      await expect(tiny.run(context, broken("unmask", { do: fails("made to fail") }))).rejects.toThrow(
        "made to fail",
      );
      tiny.journal.append(context.runId, {
        type: "run:ended",
        outcome: "intervention",
        error: null,
        locked: true,
      });
      expect(await unlocked(context.runId, action)).toMatchObject({ phase: "ended", outcome, masked: false });
      expect(await tiny.answer()).toEqual({ version, rows: 3 });
      if (action === "go-back") expect(tiny.rows()).toEqual(before);
    }
  });
});

describe("an intervention during a rollback after the commit", () => {
  it.each(["retry", "go-back"] as const)(
    "%s continues the rollback: the new version never answers from the old database",
    async (action) => {
      const context = await tiny.stageForRunner(manifestOf(NEW, {}, goodMigration), goodMigration);
      const { runId } = context;
      await expect(tiny.run(context, broken("unmask", { do: fails("made to fail") }))).rejects.toThrow(
        "made to fail",
      );
      tiny.journal.append(runId, { type: "run:ended", outcome: "intervention", error: null, locked: true });
      tiny.journal.append(runId, unlockOf("go-back"));
      // The database is restored, and then the old service does not start.
      expect(await tiny.run(context, broken("stop", { undo: fails("does not answer") }))).toMatchObject({
        outcome: "intervention",
      });
      expect(tiny.rows()).toEqual(before);
      expect(await unlocked(runId, action)).toMatchObject({
        phase: "ended",
        outcome: "rolled-back",
        masked: false,
        committedAt: null,
      });
      expect(await tiny.answer()).toEqual({ version: "1.0.0", rows: 3 });
      expect(tiny.rows()).toEqual(before);
    },
  );
});

describe("a runner", () => {
  it("that finds its staged archive gone before the mask ends the run cleanly", async () => {
    const context = await tiny.stage(manifestOf(NEW, {}, goodMigration), goodMigration);
    await runnerMain({ platformFile: tiny.platform.config.file, runId: context.runId });
    expect(context.state()).toMatchObject({
      phase: "ended",
      outcome: "rolled-back",
      steps: { mask: { status: "pending" } },
    });
    expect(await tiny.answer()).toEqual({ version: "1.0.0", rows: 3 });
  });

  it("that cannot clean up after a proven version was opened leaves it open: the outcome is kept, with a warning", async () => {
    const context = await tiny.stageForRunner(
      manifestOf(NEW, { requirements }, goodMigration),
      goodMigration,
    );
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
    await expect(runnerMain({ platformFile, runId, open: dies })).rejects.toThrow("died");
    expect(context.state()).toMatchObject({ phase: "finishing", steps: { unmask: { status: "done" } } });
    failedRunners(runId, "roll-back");
    await untilItsEnd(context);
    expect(context.state()).toMatchObject({
      outcome: "succeeded",
      masked: false,
      locked: false,
      warnings: [{ step: "clean", error: { code: "CLEANUP_INCOMPLETE" } }],
    });
    expect(existsSync(tiny.platform.state.mask)).toBe(false);
    expect(await tiny.answer()).toEqual({ version: NEW, rows: 3 });
  });

  it("that cannot continue after the commit records its failure, eight times, and then manual intervention is required behind the mask", async () => {
    const context = await tiny.stageForRunner(manifestOf(NEW, {}, goodMigration), goodMigration);
    await expect(tiny.run(context, broken("unmask", { do: fails("made to fail") }))).rejects.toThrow(
      "made to fail",
    );
    await tiny.platform.services.stop("web");
    await without(join(tiny.platform.releases.path(NEW), "service.mjs"), () => untilItsEnd(context));
    expect(context.state()).toMatchObject({
      attempts: 10,
      failures: 8,
      outcome: "intervention",
      error: { code: "RECOVERY_FAILED" },
      recovery: { decision: "give-up", world: { release: NEW, masked: true } },
      world: { release: NEW, complete: true, masked: true, services: [{ name: "web", running: false }] },
    });
    expect(existsSync(tiny.platform.state.mask)).toBe(true);
    // Once the file is back, the run continues as support allows.
    expect(await unlocked(context.runId, "retry")).toMatchObject({ outcome: "succeeded", masked: false });
    expect(await tiny.answer()).toEqual({ version: NEW, rows: 3 });
  });

  it("that gives up before any mask leaves the platform open to its users", async () => {
    const context = await tiny.stageForRunner(manifestOf(NEW, {}, goodMigration), goodMigration);
    failedRunners(context.runId, "roll-back");
    await untilItsEnd(context);
    expect(context.state()).toMatchObject({
      outcome: "rolled-back",
      masked: false,
      locked: true,
      recovery: { decision: "give-up" },
    });
    expect(existsSync(tiny.platform.state.mask)).toBe(false);
    expect(await tiny.answer()).toEqual({ version: "1.0.0", rows: 3 });
  });

  it.each([
    ["before any mask, when the platform does not run either", [], true],
    ["when a step had lifted it already", ["mask", "unmask"], false],
  ] as const)(
    "that gives up %s has masked the platform, and whichever way support chooses opens it again",
    async (_, done, dead) => {
      const context = await tiny.stageForRunner(manifestOf(NEW, {}, goodMigration), goodMigration);
      for (const step of done)
        tiny.journal.append(context.runId, { type: "step:done", step, direction: "do", facts: {} });
      if (dead) await tiny.platform.services.stop("web");
      failedRunners(context.runId, "roll-back");
      await untilItsEnd(context);
      expect(context.state()).toMatchObject({ outcome: "intervention", masked: true });
      expect(existsSync(tiny.platform.state.mask)).toBe(true);
      expect(await unlocked(context.runId, "go-back")).toMatchObject({
        outcome: "rolled-back",
        masked: false,
      });
      expect(existsSync(tiny.platform.state.mask)).toBe(false);
      expect(await tiny.answer()).toEqual({ version: "1.0.0", rows: 3 });
    },
  );

  it("that finds the previous version's manifest unreadable after the commit does not need it", async () => {
    const context = await tiny.stageForRunner(manifestOf(NEW, {}, goodMigration), goodMigration);
    await expect(tiny.run(context, broken("unmask", { do: fails("made to fail") }))).rejects.toThrow(
      "made to fail",
    );
    await without(tiny.platform.root.manifest("1.0.0"), () => untilItsEnd(context));
    expect(context.state()).toMatchObject({ outcome: "succeeded", masked: false, attempts: 2 });
    expect(await tiny.answer()).toEqual({ version: NEW, rows: 3 });
  });

  it("that finds it unreadable before the mask does not interrupt the users", async () => {
    const context = await tiny.stageForRunner(
      manifestOf(NEW, { requirements }, goodMigration),
      goodMigration,
    );
    await without(tiny.platform.root.manifest("1.0.0"), () => untilItsEnd(context));
    expect(context.state()).toMatchObject({ outcome: "rolled-back", steps: { mask: { status: "pending" } } });
    expect(existsSync(tiny.platform.state.mask)).toBe(false);
    expect(await tiny.answer()).toEqual({ version: "1.0.0", rows: 3 });
  });
});

describe("support's acceptance", () => {
  it("is final once the platform was opened: no runner masks again a platform that users have written to since", async () => {
    const runId = await interventionDuringRollback();
    tiny.journal.append(runId, unlockOf("accept"));
    // The mask was lowered, then every runner fails for another reason.
    await rm(tiny.platform.state.mask);
    failedRunners(runId, "accept");
    await runnerMain({ platformFile: tiny.platform.config.file, runId });
    expect(tiny.journal.state(runId)).toMatchObject({ phase: "ended", outcome: "accepted", masked: false });
    expect(existsSync(tiny.platform.state.mask)).toBe(false);
  });
});
