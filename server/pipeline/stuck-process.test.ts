/** A process that even SIGKILL does not end, because the kernel waits for a disk. A frozen file system is such a disk; it needs root. */
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { identify, isAlive, killMarked, type ProcessIdentity } from "../io/process.ts";
import { MAX_FAILURES } from "../limits.ts";
import { manifestOf, NEW, type TinyPlatform, tinyPlatform } from "../testing/tiny-platform.ts";
import { makeImage, mount, unmount } from "../testing/torture/mounts.ts";
import { ownRun } from "./own-run.ts";

let tiny: TinyPlatform;
let disk: string;
let frozen = false;
beforeEach(async () => {
  tiny = await tinyPlatform();
  disk = join(tiny.directory, "share");
});
afterEach(async () => {
  if (frozen) spawnSync("fsfreeze", ["-u", disk]);
  frozen = false;
  await unmount(disk);
  await tiny.close();
});

async function freeze(): Promise<boolean> {
  const image = join(tiny.directory, "share.ext4");
  const problem = await (async () => {
    makeImage(image, 16);
    await mount(disk, ["-o", "loop", image]);
    const { status, stderr, error } = spawnSync("fsfreeze", ["-f", disk], { encoding: "utf8" });
    return status === 0 ? null : (error?.message ?? stderr.trim());
  })().catch(String);
  frozen = problem === null;
  if (!frozen) console.error(`!!! NOT TRIED ON THIS MACHINE: a process that a disk holds: ${problem}`);
  return frozen;
}
function thaw(): void {
  spawnSync("fsfreeze", ["-u", disk]);
  frozen = false;
}

/** What an interrupted step has left: it writes to the frozen disk, and the kernel does not let go of it. */
async function stuck(mark: string): Promise<ProcessIdentity> {
  const [name = "", ...value] = mark.split("=");
  const writer = spawn("sh", ["-c", `echo scan > "${join(disk, "scan.txt")}"`], { env: { ...process.env, [name]: value.join("=") } });
  const identity = identify(writer.pid ?? 0);
  if (identity === null) throw new Error("no writer");
  await vi.waitFor(() => expect(readFileSync(`/proc/${identity.pid}/stat`, "utf8")).toMatch(/\) D /), { timeout: 5_000, interval: 5 });
  return identity;
}

it("is not waited for for ever: the runner says so and does nothing beside it, and the run goes on when the disk answers", async () => {
  if (!(await freeze())) return;
  const { runId } = await tiny.stageForRunner(manifestOf(NEW));
  const mark = tiny.platform.mark(runId);
  const writer = await stuck(mark);
  await expect(killMarked(mark, 300)).rejects.toMatchObject({ code: "PROCESS_STAYS", facts: { processes: String(writer.pid) } });
  const own = (): Promise<boolean> => ownRun({ platformFile: tiny.platform.config.file, runId });
  await expect(own()).rejects.toMatchObject({ code: "PROCESS_STAYS" });
  expect(tiny.journal.state(runId)).toMatchObject({ phase: "running", attempts: 1, failures: 1, masked: false });
  expect(tiny.journal.recordsOf(runId).at(-1)?.event).toMatchObject({
    type: "runner:failed",
    error: { code: "PROCESS_STAYS", facts: { processes: String(writer.pid) } },
  });
  expect(tiny.log.range(runId, 1, 100).map(({ text }) => text)).toContainEqual(expect.stringContaining("(PROCESS_STAYS)"));
  thaw();
  expect(await own()).toBe(true);
  expect(isAlive(writer)).toBe(false);
  expect(tiny.journal.state(runId)).toMatchObject({ phase: "ended", failures: 1, masked: false });
}, 60_000);

it("calls a human after so many runners, with nothing touched", async () => {
  if (!(await freeze())) return;
  const { runId } = await tiny.stageForRunner(manifestOf(NEW));
  await stuck(tiny.platform.mark(runId));
  for (let failure = 0; failure < MAX_FAILURES; failure++) {
    tiny.journal.append(runId, {
      type: "runner:started",
      pid: 1,
      attempt: failure + 1,
      decision: "start",
      reason: "nothing-begun",
      step: null,
    });
    tiny.journal.append(runId, { type: "runner:failed", error: { code: "PROCESS_STAYS", facts: { processes: "1" } } });
  }
  expect(await ownRun({ platformFile: tiny.platform.config.file, runId })).toBe(true);
  expect(tiny.journal.state(runId)).toMatchObject({
    phase: "ended",
    outcome: "intervention",
    error: { code: "RECOVERY_FAILED" },
    masked: true,
  });
  expect(await tiny.platform.releases.current()).toBe("1.0.0");
}, 60_000);
