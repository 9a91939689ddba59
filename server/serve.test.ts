import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RunId } from "../shared/journal.ts";
import { isLocked } from "./io/kernel-lock.ts";
import { Launcher } from "./pipeline/launch.ts";
import { type Served, serve } from "./serve.ts";
import { amplyEquipped, manifestOf, NEW, type TinyPlatform, tinyPlatform } from "./testing/tiny-platform.ts";

const logger = pino({ level: "silent" });
const anything = { minimum: 1, recommended: 1 };
const requirements = { platform: "1.0.0", cpu: anything, memory: anything, disk: anything };
/** Where it is set to stay it writes to the database, says so, and never ends. */
const STAYS = `
import { writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
if ((process.env.REHEARSAL === "1") === (process.env.STAY === "rehearsal")) {
  new DatabaseSync(process.env.DATABASE).exec("UPDATE visit SET patient = 'half-way'");
  writeFileSync(process.env.MARK, "");
  setInterval(() => {}, 1000);
}
`;

let tiny: TinyPlatform;
let served: Served | null;
beforeEach(async () => {
  tiny = await tinyPlatform();
  served = null;
});
afterEach(async () => {
  await served?.close();
  await tiny.close();
});

const start = async (): Promise<Served> => {
  served = await serve({ config: tiny.platform.config, logger, port: 0, instruments: amplyEquipped });
  return served;
};
const within = { timeout: 20_000, interval: 20 };
/** Never zero, which would be this process's own group. */
function kill(pid: number | undefined): void {
  if (!pid) throw new Error("no process to kill");
  process.kill(pid, "SIGKILL");
}
const killService = (): void => kill(tiny.service()?.pid);
const front = async ({ url }: Served): Promise<unknown> => {
  const response = await fetch(url);
  return response.ok ? await response.json() : response.status;
};

/** A run whose runner was killed while its migration stayed, live or in the rehearsal. */
async function crash(stay: "live" | "rehearsal"): Promise<RunId> {
  const mark = join(tiny.directory, "mark");
  const files = { "stays.mjs": STAYS };
  const command = ["env", `MARK=${mark}`, `STAY=${stay}`, "node", "stays.mjs"];
  const migrations = [{ id: "stays", engine: "command", command, description: { fr: "m", en: "m" } }];
  const { runId } = await tiny.stageForRunner(manifestOf(NEW, { migrations, requirements }, files), files);
  await new Launcher(tiny.platform, tiny.journal).launch(runId);
  await vi.waitFor(() => expect(existsSync(mark)).toBe(true), within);
  const started = tiny.journal
    .recordsOf(runId)
    .findLast(({ event }) => event.type === "runner:started")?.event;
  kill(started?.type === "runner:started" ? started.pid : undefined);
  await vi.waitFor(() => expect(isLocked(tiny.platform.state.runnerLock)).toBe(false), within);
  return runId;
}

describe("after a crash of the whole machine", () => {
  it("behind the mask the port opens with the decision written, and the old version comes back without help", async () => {
    const before = tiny.rows();
    const runId = await crash("live");
    const web = await start();
    expect(tiny.journal.state(runId)?.recovery).toMatchObject({
      decision: "roll-back",
      reason: "mask-to-commit",
      step: "migrate",
      world: {
        release: "1.0.0",
        complete: true,
        masked: true,
        restorePoint: "whole",
        backup: "proven",
        services: [{ name: "web", running: false }],
      },
    });
    await vi.waitFor(
      () => expect(tiny.journal.state(runId)).toMatchObject({ phase: "ended", outcome: "rolled-back" }),
      within,
    );
    expect(await front(web)).toEqual({ version: "1.0.0", rows: 3 });
    expect(tiny.rows()).toEqual(before);
  }, 60_000);

  it("before the mask the platform answers while the run continues, and an administrator can end what hangs", async () => {
    const runId = await crash("rehearsal");
    killService();
    const web = await start();
    expect(tiny.journal.state(runId)?.recovery).toMatchObject({
      decision: "resume",
      reason: "before-mask",
      step: "rehearse",
    });
    await vi.waitFor(async () => expect(await front(web)).toEqual({ version: "1.0.0", rows: 3 }), within);
    expect(tiny.journal.state(runId)?.phase).toBe("running");
    tiny.journal.append(runId, { type: "run:cancel-requested", by: { id: "1", name: "Zoé" } });
    await vi.waitFor(
      () =>
        expect(tiny.journal.state(runId)).toMatchObject({
          phase: "ended",
          outcome: "cancelled",
          locked: false,
        }),
      within,
    );
  }, 60_000);
});

describe("a service that crashes", () => {
  it("is started again", async () => {
    const web = await start();
    const first = tiny.service()?.pid;
    killService();
    await vi.waitFor(async () => expect(await front(web)).toEqual({ version: "1.0.0", rows: 3 }), within);
    expect(tiny.service()?.pid).not.toBe(first);
  });

  it("stays as it is behind the mask of an intervention: support decides", async () => {
    const runId = await crash("live");
    tiny.journal.append(runId, { type: "run:ended", outcome: "intervention", error: null, locked: true });
    await start();
    expect(readFileSync(tiny.platform.state.mask, "utf8")).toContain(runId);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await tiny.platform.services.isRunning("web")).toBe(false);
  }, 30_000);
});

describe("the state folder", () => {
  it("that is not the one of this platform opens nothing and starts nothing: its disk may not be mounted yet", async () => {
    await (await start()).close();
    served = null;
    const { state, root } = tiny.platform.config;
    await tiny.platform.services.stop("web");
    renameSync(state, `${state}.unmounted`);
    await expect(start()).rejects.toMatchObject({ code: "STATE_FOLDER_OTHER", facts: { state } });
    expect(existsSync(state)).toBe(false);

    mkdirSync(state);
    writeFileSync(join(state, "installation"), "7K3M-Q9TX-0VWB\n");
    await expect(start()).rejects.toMatchObject({ code: "STATE_FOLDER_OTHER" });
    expect(readdirSync(state)).toEqual(["installation"]);

    rmSync(state, { recursive: true });
    renameSync(`${state}.unmounted`, state);
    const again = await start();
    expect(await front(again)).toMatchObject({ version: "1.0.0" });

    await again.close();
    served = null;
    rmSync(state, { recursive: true });
    rmSync(join(root, ".superviseur-installation"));
    expect((await start()).url).toContain("http");
  });
});
