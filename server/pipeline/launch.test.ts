import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RunId } from "../../shared/journal.ts";
import { isLocked } from "../io/kernel-lock.ts";
import { identify, isAlive } from "../io/process/identity.ts";
import { REAL_INSTRUMENTS } from "../platform/measure.ts";
import { sqliteFile } from "../testing/sqlite-file.ts";
import { manifestOf, NEW, type TinyPlatform, tinyPlatform } from "../testing/tiny-platform.ts";
import { blockerOf } from "./blocker.ts";
import { Launcher } from "./launch.ts";

let tiny: TinyPlatform;
let launcher: Launcher;
beforeEach(async () => {
  tiny = await tinyPlatform();
  launcher = new Launcher(tiny.platform, tiny.journal);
});
afterEach(() => tiny.close());

/** A runner measures its own machine: these requirements accept any machine. */
const anything = { minimum: 1, recommended: 1 };
const requirements = { platform: "1.0.0", cpu: anything, memory: anything, disk: anything };

/** On the live database it writes, says so, and then never ends; in the rehearsal it ends at once. */
const ENDLESS = `
import { appendFileSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
if (process.env.REHEARSAL !== "1") {
  new DatabaseSync(process.env.DATABASE).exec("UPDATE visit SET patient = 'half-way'");
  writeFileSync(process.env.MARK, String(process.pid));
  setInterval(() => appendFileSync(process.env.MARK + ".alive", "."), 20);
}
`;

const pidOfRunner = (runId: RunId): number => {
  const started = tiny.journal
    .recordsOf(runId)
    .findLast(({ event }) => event.type === "runner:started")?.event;
  if (started?.type !== "runner:started") throw new Error("no runner started");
  return started.pid;
};
const ended = (runId: RunId) =>
  vi.waitFor(() => expect(tiny.journal.state(runId)).toMatchObject({ phase: "ended" }), {
    timeout: 20_000,
    interval: 50,
  });

describe("a runner process", () => {
  it("holds the kernel's lock while it runs, and runs to the end without the web process", async () => {
    const { runId } = await tiny.stageForRunner(manifestOf(NEW, { requirements }));
    await launcher.launch(runId);
    await vi.waitFor(() => expect(isLocked(tiny.platform.state.runnerLock)).toBe(true), {
      timeout: 10_000,
      interval: 10,
    });
    await ended(runId);
    await vi.waitFor(() => expect(isLocked(tiny.platform.state.runnerLock)).toBe(false), {
      timeout: 10_000,
      interval: 10,
    });
    expect(tiny.journal.state(runId)).toMatchObject({ outcome: "succeeded", attempts: 1 });
  }, 40_000);

  it("that is killed in a migration takes the migration with it; the next one restores every row", async () => {
    const mark = join(tiny.directory, "mark");
    const files = { "endless.mjs": ENDLESS };
    const description = { fr: "m", en: "m" };
    const migrations = [
      {
        id: "endless",
        engine: "command",
        command: ["env", `MARK=${mark}`, "node", "endless.mjs"],
        description,
      },
    ];
    const before = tiny.rows();
    const { runId } = await tiny.stageForRunner(manifestOf(NEW, { migrations, requirements }, files), files);
    await launcher.launch(runId);
    await vi.waitFor(() => expect(existsSync(mark)).toBe(true), { timeout: 20_000, interval: 20 });
    expect(tiny.rows()).not.toEqual(before);

    const migration = identify(Number(readFileSync(mark, "utf8")));
    if (migration === null) throw new Error("no migration");
    process.kill(pidOfRunner(runId), "SIGKILL");
    await vi.waitFor(() => expect(isAlive(migration)).toBe(false), { timeout: 5_000, interval: 10 });

    launcher.watch((error) => {
      throw error;
    });
    await ended(runId);
    launcher.stop();
    expect(tiny.journal.state(runId)).toMatchObject({
      outcome: "rolled-back",
      error: { code: "RUNNER_STOPPED" },
      attempts: 2,
      masked: false,
      locked: true,
    });
    expect(tiny.rows()).toEqual(before);
    expect(await tiny.answer()).toEqual({ version: "1.0.0", rows: 3 });
  }, 60_000);

  it("that cannot read the platform file any more reports what to fix, and the run resumes when it is fixed", async () => {
    const { file } = tiny.platform.config;
    const whole = readFileSync(file, "utf8");
    const { runId } = await tiny.stageForRunner(manifestOf(NEW, { requirements }));
    const obstacle = () => blockerOf(tiny.platform, launcher.waitsFor(), REAL_INSTRUMENTS);
    writeFileSync(file, `${whole}\nunknown: 1\n`);
    await launcher.launch(runId);
    const expected = {
      code: "PLATFORM_FILE_CHANGED",
      facts: { file, problems: expect.stringContaining("unknown") },
    };
    await vi.waitFor(async () => expect(await obstacle()).toMatchObject(expected), {
      timeout: 10_000,
      interval: 20,
    });
    expect(tiny.journal.state(runId)).toMatchObject({ phase: "running", attempts: 0 });
    writeFileSync(file, whole);
    expect(await obstacle()).toBeNull();
    await launcher.revive();
    await vi.waitFor(() => expect(tiny.journal.state(runId)).toMatchObject({ attempts: 1 }), {
      timeout: 10_000,
      interval: 5,
    });
    // Breaking the file now does not affect this runner.
    writeFileSync(file, `${whole}\nunknown: 1\n`);
    expect(await obstacle()).toBeNull();
    await ended(runId);
    expect(tiny.journal.state(runId)).toMatchObject({ outcome: "succeeded", attempts: 1 });
  }, 40_000);

  it("that finds a disk of the platform missing does nothing, counts no attempt, and resumes when the disk is back", async () => {
    const { disks } = tiny.platform.state;
    const { runId } = await tiny.stageForRunner(manifestOf(NEW, { requirements }));
    const obstacle = () => blockerOf(tiny.platform, launcher.waitsFor(), REAL_INSTRUMENTS);
    const subject = sqliteFile(tiny.platform.config);
    writeFileSync(disks, JSON.stringify({ [subject]: "/srv/not-mounted" }));
    for (let runners = 0; runners < 3; runners++) {
      await launcher.launch(runId);
      const expected = { code: "DISK_MISSING", facts: { disk: "/srv/not-mounted", subject, file: disks } };
      await vi.waitFor(async () => expect(await obstacle()).toEqual(expected), {
        timeout: 10_000,
        interval: 20,
      });
    }
    expect(tiny.journal.state(runId)).toMatchObject({ phase: "running", attempts: 0, failures: 0 });
    rmSync(disks);
    expect(await obstacle()).toBeNull();
    await launcher.revive();
    await ended(runId);
    expect(tiny.journal.state(runId)).toMatchObject({ outcome: "succeeded", attempts: 1 });
  }, 40_000);

  it("that cannot even begin names the file that says why, and the run resumes when it can", async () => {
    const anchor = `${tiny.platform.state.journal}.anchor`;
    const { runId } = await tiny.stageForRunner(manifestOf(NEW, { requirements }));
    const obstacle = () => blockerOf(tiny.platform, launcher.waitsFor(), REAL_INSTRUMENTS);
    // As if the journal's end had been cut off.
    const whole = readFileSync(anchor);
    writeFileSync(anchor, JSON.stringify({ seq: 999, hash: "0" }));
    await launcher.launch(runId);
    const file = join(tiny.platform.state.serviceLogs, "runner.log");
    const expected = { code: "RUNNER_START_FAILED", facts: { file } };
    await vi.waitFor(async () => expect(await obstacle()).toMatchObject(expected), {
      timeout: 10_000,
      interval: 20,
    });
    expect(readFileSync(file, "utf8")).toContain("JOURNAL_DAMAGED");
    writeFileSync(anchor, whole);
    rmSync(file);
    mkdirSync(file);
    await expect(launcher.launch(runId)).rejects.toThrow("EISDIR");
    expect(await obstacle()).toMatchObject(expected);
    rmSync(file, { recursive: true });
    await launcher.revive();
    await ended(runId);
    expect(tiny.journal.state(runId)).toMatchObject({ outcome: "succeeded", attempts: 1 });
    expect(await obstacle()).toBeNull();
  }, 40_000);
});
