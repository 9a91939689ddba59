/** How long people wait after a crash: from the start of the web process to an open port, with a migration that was cut off and without one. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../server/io/free-port.ts";
import { manifestOf, NEW, type TinyPlatform, tinyPlatform } from "../server/testing/tiny-platform.ts";
import type { RunId } from "../shared/journal.ts";
import { compare } from "./compare.ts";
import { type Bench, measure } from "./measure.ts";

const SERVER = fileURLToPath(new URL("../server/index.ts", import.meta.url));
const RUNNER = fileURLToPath(new URL("../server/pipeline/runner.ts", import.meta.url));
const GOAL_S = 1;
const ROUNDS = 7;
const POLL_MS = 2;

const anything = { minimum: 1, recommended: 1 };
const requirements = { platform: "1.0.0", cpu: anything, memory: anything, disk: anything };
/** In the rehearsal it ends; on the live database it writes, says so and stays. */
const STAYS = `
import { writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
if (process.env.REHEARSAL !== "1") {
  new DatabaseSync(process.env.DATABASE).exec("UPDATE visit SET patient = 'half-way'");
  writeFileSync(process.env.MARK, "");
  setInterval(() => {}, 1000);
}
`;

const node = (parameters: readonly string[]): ChildProcess =>
  spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...parameters], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, SUPERVISEUR_LOG_LEVEL: "error" },
  });

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await delay(POLL_MS);
}

const opens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });

const platformFile = (tiny: TinyPlatform): string => join(tiny.directory, "tiny", "superviseur.yaml");

/** Seconds from the start of the web process to its open port; then `meanwhile`, and it ends. */
async function start(tiny: TinyPlatform, meanwhile: () => Promise<void>): Promise<number> {
  const port = await freePort();
  const begin = performance.now();
  const child = node([SERVER, "--platform", platformFile(tiny), "--port", String(port)]);
  const exit = once(child, "exit");
  await until(() => opens(port));
  const seconds = (performance.now() - begin) / 1000;
  await meanwhile();
  child.kill("SIGTERM");
  await exit;
  return seconds;
}

/** A run whose runner was killed in the middle of its migration. */
async function crashedRun(tiny: TinyPlatform, round: number): Promise<RunId> {
  const mark = join(tiny.directory, `mark-${round}`);
  const files = { "stays.mjs": STAYS };
  const migration = {
    id: "stays",
    engine: "command",
    command: ["env", `MARK=${mark}`, "node", "stays.mjs"],
    description: { fr: "m", en: "m" },
  };
  const { runId } = await tiny.stageForRunner(
    manifestOf(NEW, { migrations: [migration], requirements }, files),
    files,
  );
  const runner = node([RUNNER, platformFile(tiny), runId]);
  const exit = once(runner, "exit");
  await until(() => existsSync(mark));
  runner.kill("SIGKILL");
  await exit;
  return runId;
}

export const recover: Bench = {
  summary: "from the start of the web process to an open port, after a crash in a migration and without one",
  parts: ["port"],
  async run({ quick }) {
    const tiny = await tinyPlatform();
    const totals: number[] = [];
    try {
      const { ratio, ours, theirs } = await compare("recover", "s", quick ? 2 : ROUNDS, {
        async ours(round) {
          const runId = await crashedRun(tiny, round);
          const begin = performance.now();
          return await start(tiny, async () => {
            await until(() => tiny.journal.state(runId)?.phase === "ended");
            totals.push((performance.now() - begin) / 1000);
          });
        },
        theirs: () => start(tiny, async () => {}),
      });
      return [
        measure("port.after-crash", ours, "s", GOAL_S),
        measure("port.without", theirs, "s"),
        measure("port", ratio, "ratio"),
        measure("restored", totals.toSorted((a, b) => a - b)[Math.floor(totals.length / 2)] ?? 0, "s"),
      ];
    } finally {
      await tiny.close();
    }
  },
};
