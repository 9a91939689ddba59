import { existsSync, mkdirSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runIdSchema } from "../../shared/journal.ts";
import { takeLock } from "../io/kernel-lock.ts";
import { manifestOf, NEW, type TinyPlatform, tinyPlatform } from "../testing/tiny-platform.ts";
import type { Step } from "./context.ts";
import { sweepLeftovers } from "./leftovers.ts";
import { PIPELINES } from "./rows.ts";

const admin = { id: "1", name: "Admin" };
let tiny: TinyPlatform;
beforeEach(async () => {
  tiny = await tinyPlatform();
});
afterEach(() => tiny.close());

const sweep = (): Promise<void> => sweepLeftovers(tiny.platform, tiny.journal);

describe("files that a run left because its own clean-up failed", () => {
  it("is removed once the run is over; what the open run needs stays", async () => {
    const { root, state } = tiny.platform;
    const over = runIdSchema.parse("20261121-031200-00000a");
    tiny.journal.append(over, {
      type: "run:opened",
      by: admin,
      fileName: "tiny.maj.1.0.1.tgz",
      fileSize: 1,
      from: "1.0.0",
    });
    tiny.journal.append(over, { type: "run:ended", outcome: "rolled-back", error: null, locked: true });
    const unknown = "20261121-031200-00000b";
    const counting = state.scratch(`${over}-losses-1`);
    const { runId } = await tiny.stage(manifestOf("1.1.0"));
    const left = (id: string): string[] => [root.upload(id), root.staging(id), state.scratch(id)];
    for (const folder of [
      counting,
      ...left(over),
      ...left(unknown),
      state.scratch(runId),
      root.upload(runId),
    ])
      mkdirSync(folder, { recursive: true });
    const half = [state.backup(over), state.restorePoint(over)];
    const whole = [state.backup(runIdSchema.parse(unknown)), state.restorePoint(runIdSchema.parse(unknown))];
    for (const folder of [...half, ...whole]) mkdirSync(folder, { recursive: true });
    for (const [index, seal] of ["backup.json", "restore-point.json"].entries())
      writeFileSync(join(whole[index] ?? "", seal), "{}");
    await sweep();
    expect([...left(over), ...left(unknown), ...half].filter(existsSync)).toEqual([]);
    expect(whole.filter((folder) => !existsSync(folder))).toEqual([]);
    expect([counting, ...left(runId)].filter((folder) => !existsSync(folder))).toEqual([]);
  });
});

it("leaves everything when the run waits for support", async () => {
  const { root, state } = tiny.platform;
  const waiting = runIdSchema.parse("20261121-031200-00000a");
  tiny.journal.append(waiting, {
    type: "run:opened",
    by: admin,
    fileName: "tiny.maj.1.0.1.tgz",
    fileSize: 1,
    from: "1.0.0",
  });
  tiny.journal.append(waiting, { type: "run:ended", outcome: "intervention", error: null, locked: true });
  const folders = [
    root.staging(waiting),
    state.scratch(waiting),
    state.backup(waiting),
    state.restorePoint(waiting),
  ];
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  await sweep();
  expect(folders.filter((folder) => !existsSync(folder))).toEqual([]);
});

it("removes nothing whose seal cannot be read on a failing disk", async () => {
  const { state } = tiny.platform;
  const over = runIdSchema.parse("20261121-031200-00000a");
  tiny.journal.append(over, {
    type: "run:opened",
    by: admin,
    fileName: "tiny.maj.1.0.1.tgz",
    fileSize: 1,
    from: "1.0.0",
  });
  tiny.journal.append(over, { type: "run:ended", outcome: "rolled-back", error: null, locked: true });
  mkdirSync(state.backups, { recursive: true });
  symlinkSync(over, state.backup(over));
  await expect(sweep()).rejects.toThrow("ELOOP");
  expect(readlinkSync(state.backup(over))).toBe(over);
});

describe("a release that a rollback could not remove", () => {
  const replaced = (name: string, change: (step: Step) => Partial<Step>): Step[] =>
    PIPELINES.update.map((step) => (step.name === name ? { ...step, ...change(step) } : step));
  const never = async (): Promise<never> => Promise.reject(new Error("read-only file system"));

  const failedUpdate = async () => {
    const pipeline = replaced("place", () => ({ undo: never })).map((step) =>
      step.name === "mask" ? { ...step, do: never } : step,
    );
    const state = await tiny.run(await tiny.stage(manifestOf(NEW)), pipeline);
    expect(state).toMatchObject({ outcome: "rolled-back", steps: { place: { status: "undo-failed" } } });
    expect(await tiny.platform.releases.list()).toEqual(["1.0.0", NEW]);
  };

  it("is removed at the next sweep, complete or partial, and while no runner is at work", async () => {
    await failedUpdate();
    const runner = takeLock(tiny.platform.state.runnerLock);
    await sweep();
    expect(await tiny.platform.releases.list()).toEqual(["1.0.0", NEW]);
    runner?.release();
    mkdirSync(`${tiny.platform.releases.path(NEW)}.partial`);
    await sweep();
    expect(await tiny.platform.releases.list()).toEqual(["1.0.0"]);
    expect(existsSync(`${tiny.platform.releases.path(NEW)}.partial`)).toBe(false);
    expect(await tiny.answer()).toMatchObject({ version: "1.0.0" });
  }, 60_000);

  it("stays when an administrator made it live by hand and a later run started from it", async () => {
    await failedUpdate();
    await tiny.platform.releases.switchTo(NEW);
    expect(await tiny.run(await tiny.stage(manifestOf("1.2.0")))).toMatchObject({
      outcome: "succeeded",
      from: NEW,
    });
    await sweep();
    expect(await tiny.platform.releases.list()).toEqual(["1.0.0", NEW, "1.2.0"]);
  }, 60_000);

  it("stays when a later run has installed it, also as the version before", async () => {
    await failedUpdate();
    expect(await tiny.run(await tiny.stage(manifestOf(NEW)))).toMatchObject({ outcome: "succeeded" });
    expect(await tiny.run(await tiny.stage(manifestOf("1.2.0")))).toMatchObject({ outcome: "succeeded" });
    await sweep();
    expect(await tiny.platform.releases.list()).toEqual(["1.0.0", NEW, "1.2.0"]);
  }, 60_000);
});
