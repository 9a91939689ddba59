/** SIGKILL of the web process, of the runner, of both, of all: the web process alone brings it to its end when it starts again. */

import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { isActive } from "../../../shared/run-state.ts";
import { openWebDoor, type WebDoor } from "../front-door.ts";
import { judge } from "../invariants.ts";
import type { Layer } from "../layer.ts";
import { processesOf } from "../processes.ts";
import type { Random } from "../random.ts";
import { SCENARIO_NAMES } from "../scenarios.ts";
import { openWorldBehind, type World } from "../world.ts";

const VICTIMS = ["the web process", "the runner", "both", "everything"] as const;
type Victim = (typeof VICTIMS)[number];
const DEADLINE_MS = 90_000;
const ANSWER_DEADLINE_MS = 20_000;
const POLL_MS = 4;

/** Resolves when the journal has so many records, or the run has ended. */
async function reached(world: World, records: number): Promise<void> {
  const database = new DatabaseSync(world.platform.state.journal, { readOnly: true, timeout: 10_000 });
  try {
    const look = database.prepare(
      'SELECT COUNT(*) AS n, MAX(event LIKE \'{"type":"run:ended"%\') AS over FROM record WHERE run_id = ?',
    );
    const deadline = performance.now() + DEADLINE_MS;
    for (
      let row = look.get(world.runId);
      row?.over === 0 && Number(row.n) < records;
      row = look.get(world.runId)
    ) {
      if (performance.now() > deadline) return;
      await delay(POLL_MS);
    }
  } finally {
    database.close();
  }
}

const runnersOf = (directory: string) =>
  processesOf(directory).filter(({ command }) => command.includes("/pipeline/runner.ts"));

/** A runner's last record is not yet its end. */
async function gone(world: World): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (runnersOf(world.directory).length > 0 && performance.now() < deadline) await delay(POLL_MS);
}

/** After a kill of everything the web process starts the platform's services itself, and its port is open before they answer. */
async function answering(world: World): Promise<void> {
  const deadline = performance.now() + ANSWER_DEADLINE_MS;
  const status = (): Promise<number> =>
    world.get("/").then(
      (answer) => answer.status,
      () => 0,
    );
  while ((await status()) === 502 && performance.now() < deadline) await delay(POLL_MS);
}

function killRunner(directory: string): void {
  for (const { pid } of runnersOf(directory)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended meanwhile.
    }
  }
}

async function kill(world: World<WebDoor>, victim: Victim, random: Random): Promise<void> {
  const pause = random.whole(0, 400);
  switch (victim) {
    case "everything":
      return await world.reboot();
    case "the runner":
      return killRunner(world.directory);
    case "both":
      killRunner(world.directory);
      break;
    case "the web process":
      break;
    default:
      victim satisfies never;
  }
  await world.door.kill();
  await delay(pause);
  await world.door.reopen();
}

export const web: Layer = {
  weight: 8,
  missing: async () => null,
  all: () => null,
  async run({ bench, random, directory, keep }) {
    const scenario = random.pick(SCENARIO_NAMES);
    const { template, transitions, contents } = bench.scenarios[scenario];
    const all = Math.max(...transitions.map(({ at }) => at));
    const world = await openWorldBehind({ template, directory, keep, openDoor: openWebDoor });
    try {
      const before = template.records.filter(({ runId }) => runId === template.runId).length;
      const injections: string[] = [];
      let at = 0;
      for (let kills = random.pick([1, 1, 2, 3]); kills > 0; kills--) {
        at += random.whole(0, Math.max(1, all - at));
        const victim = random.pick(VICTIMS);
        await reached(world, before + at);
        injections.push(`${victim} at record ${at}`);
        await kill(world, victim, random);
      }
      await reached(world, Number.POSITIVE_INFINITY);
      await gone(world);
      await answering(world);
      const injected = !isActive(world.state());
      return {
        title: `${scenario}: SIGKILL of ${injections.join(", of ")}`,
        injected,
        ...(await judge(world, { contents })),
      };
    } finally {
      await world.close();
    }
  },
};
