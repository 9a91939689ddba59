/** A process that even SIGKILL does not end, because the kernel waits for a disk. A frozen file system is such a disk; it needs root. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { makeImage, mount, unmount } from "../../robustness/crash/mounts.ts";
import { identify, isAlive, type ProcessIdentity } from "../io/process/identity.ts";
import { killMarked } from "../io/process/kill.ts";
import { MAX_FAILURES } from "../limits.ts";
import { REAL_INSTRUMENTS } from "../platform/measure.ts";
import { manifestOf, NEW, type TinyPlatform, tinyPlatform } from "../testing/tiny-platform.ts";
import { blockerOf } from "./blocker.ts";
import { Launcher } from "./launch.ts";
import { runnerMain } from "./runner-main.ts";

const anything = { minimum: 1, recommended: 1 };
const requirements = { platform: "1.0.0", cpu: anything, memory: anything, disk: anything };

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

/** A process that an interrupted step left: it writes to the frozen disk, and the kernel cannot end it. */
async function stuck(mark: string): Promise<ProcessIdentity> {
  const [name = "", ...value] = mark.split("=");
  const writer = spawn("sh", ["-c", `echo scan > "${join(disk, "scan.txt")}"`], {
    env: { ...process.env, [name]: value.join("=") },
  });
  const identity = identify(writer.pid ?? 0);
  if (identity === null) throw new Error("no writer");
  await vi.waitFor(() => expect(readFileSync(`/proc/${identity.pid}/stat`, "utf8")).toMatch(/\) D /), {
    timeout: 5_000,
    interval: 5,
  });
  return identity;
}

it.each(["before the mask", "behind the mask"])(
  "%s the runner does not wait for ever: the blocker names it, nothing is done or counted meanwhile, and the run resumes when the disk answers",
  async (when) => {
    if (!(await freeze())) return;
    const { runId } = await tiny.stageForRunner(manifestOf(NEW));
    if (when === "behind the mask")
      tiny.journal.append(runId, { type: "step:intended", step: "mask", direction: "do", facts: {} });
    const mark = tiny.platform.mark(runId);
    const writer = await stuck(mark);
    const stays = { code: "PROCESS_UNKILLABLE", facts: { processes: String(writer.pid) } };
    await expect(killMarked(mark, 300)).rejects.toMatchObject(stays);
    const before = tiny.journal.lastSeq();
    const launcher = new Launcher(tiny.platform, tiny.journal);
    await launcher.launch(runId);
    const obstacle = () => blockerOf(tiny.platform, launcher.waitsFor(), REAL_INSTRUMENTS);
    await vi.waitFor(async () => expect(await obstacle()).toEqual(stays), { timeout: 30_000, interval: 50 });
    expect(tiny.journal.lastSeq()).toBe(before);
    thaw();
    await vi.waitFor(() => expect(isAlive(writer)).toBe(false), { timeout: 5_000, interval: 5 });
    expect(await obstacle()).toBeNull();
    await launcher.launch(runId);
    await vi.waitFor(
      () => expect(tiny.journal.state(runId)).toMatchObject({ phase: "ended", failures: 0, masked: false }),
      {
        timeout: 20_000,
        interval: 50,
      },
    );
  },
  60_000,
);

it("that a step of the run itself leaves ends the runner, not the run: nothing is rolled back while it exists", async () => {
  if (!(await freeze())) return;
  const files = {
    "leave.sh": `setsid sh -c 'echo scan > "${join(disk, "scan.txt")}"' > /dev/null 2>&1 &\nsleep 0.5\n`,
  };
  const migrations = [
    { id: "001-leave", engine: "command", command: ["sh", "leave.sh"], description: { fr: "m", en: "m" } },
  ];
  const { runId } = await tiny.stageForRunner(manifestOf(NEW, { migrations, requirements }, files), files);
  await expect(runnerMain({ platformFile: tiny.platform.config.file, runId })).rejects.toMatchObject({
    code: "PROCESS_UNKILLABLE",
  });
  expect(tiny.journal.state(runId)).toMatchObject({
    phase: "running",
    failures: 1,
    steps: { rehearse: { status: "running" } },
  });
  expect(tiny.log.range(runId, 1, 100).map(({ text }) => text)).toContainEqual(
    expect.stringContaining("(PROCESS_UNKILLABLE)"),
  );
  thaw();
}, 60_000);

it.each([
  [
    "behind the mask, manual intervention is required",
    { outcome: "intervention", error: { code: "RECOVERY_FAILED" }, masked: true },
  ],
  ["before the mask, the users are not interrupted", { outcome: "rolled-back", locked: true, masked: false }],
] as const)(
  "after so many runners %s, with nothing touched",
  async (where, ending) => {
    if (!(await freeze())) return;
    const { runId } = await tiny.stageForRunner(manifestOf(NEW));
    if (ending.masked)
      tiny.journal.append(runId, { type: "step:intended", step: "mask", direction: "do", facts: {} });
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
      tiny.journal.append(runId, {
        type: "runner:failed",
        error: { code: "PROCESS_UNKILLABLE", facts: { processes: "1" } },
      });
    }
    expect(await runnerMain({ platformFile: tiny.platform.config.file, runId })).toBe(true);
    expect(tiny.journal.state(runId), where).toMatchObject({ phase: "ended", ...ending });
    expect(existsSync(tiny.platform.state.mask)).toBe(ending.masked);
    expect(await tiny.platform.releases.current()).toBe("1.0.0");
  },
  60_000,
);
