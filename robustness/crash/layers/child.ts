/** Children that do what children do: they fail, hang, are killed, talk without end, and leave children of their own. */
import { readFileSync, rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { Bench } from "../bench.ts";
import { contentsOf } from "../contents.ts";
import { judge } from "../invariants.ts";
import type { CaseContext, CaseOutcome, Layer } from "../layer.ts";
import type { Random } from "../random.ts";
import { NEW, NOT_IN_REHEARSAL, OLD, type Scenario, withScript } from "../scenarios.ts";
import { makeTemplate } from "../template.ts";
import { openWorld, type World } from "../world.ts";

interface Child {
  /** Of the migration's script. */
  readonly script: (random: Random) => string;
  readonly ends: Scenario["ends"];
  /** An administrator presses *Annuler* while it runs. */
  readonly cancelled?: boolean;
  /** What the runner must not exceed meanwhile. */
  readonly memory?: boolean;
}

/** What a runner may hold of a child's endless output, in addition to its own memory. */
const RUNNER_MEMORY_MAX_KIB = 400 * 1024;
const MEMORY_POLL_MS = 50;
const GIB = 1024 ** 3;
/** A gigabyte now and then; the same code at work with less otherwise. */
const sizeOf = (random: Random): number => (random.chance(0.1) ? GIB : random.whole(8, 64) * 1024 * 1024);

/** Writes to the live database until it is killed. */
const GRANDCHILD = `
import { DatabaseSync } from "node:sqlite";
setInterval(() => {
  try {
    const database = new DatabaseSync(process.env.DATABASE, { timeout: 100 });
    database.exec(process.env.STATEMENT);
    database.close();
  } catch {}
}, 3);
`;
const SPOILS = "UPDATE visit SET patient = 'the grandchild was here'";
const HARMLESS = "UPDATE visit SET patient = patient WHERE id = 1";
const leaves = (how: string, statement: string, exit: number): string =>
  `${NOT_IN_REHEARSAL}export STATEMENT="${statement}"\n${how}\nsleep 0.3\nexit ${exit}\n`;

const CHILDREN: Readonly<Record<string, Child>> = {
  "exits 3": { script: () => `${NOT_IN_REHEARSAL}exit 3\n`, ends: "back" },
  "exits 3 in the rehearsal already": { script: () => "exit 3\n", ends: "back" },
  "is killed": { script: () => `${NOT_IN_REHEARSAL}kill -9 $$\n`, ends: "back" },
  "hangs, and is cancelled": {
    script: () => `${NOT_IN_REHEARSAL}while :; do sleep 1; done\n`,
    ends: "back",
    cancelled: true,
  },
  "hangs in the rehearsal, and is cancelled": {
    script: () => "sleep 10000\n",
    ends: "back",
    cancelled: true,
  },
  "prints lines": {
    script: (random) => `yes "$(printf %01000d 7)" | head -c ${sizeOf(random)}\n`,
    ends: "there",
    memory: true,
  },
  "prints one line without an end": {
    script: (random) => `head -c ${sizeOf(random)} /dev/zero\n`,
    ends: "there",
    memory: true,
  },
  "leaves a writer and fails": {
    script: () => leaves("node grandchild.mjs >/dev/null 2>&1 &", SPOILS, 3),
    ends: "back",
  },
  "leaves a writer in a session of its own and fails": {
    script: () => leaves("setsid node grandchild.mjs >/dev/null 2>&1 &", SPOILS, 3),
    ends: "back",
  },
  "leaves a writer that keeps its output open and fails": {
    script: () => leaves("setsid node grandchild.mjs &", SPOILS, 3),
    ends: "back",
  },
  "leaves a writer and succeeds": {
    script: () => leaves("setsid node grandchild.mjs >/dev/null 2>&1 &", HARMLESS, 0),
    ends: "there",
  },
};
const NAMES = Object.keys(CHILDREN);

/** What every script's release leaves: made once in a process, with a script that does nothing. */
let scripted: Promise<Readonly<Record<string, readonly string[]>>> | null = null;
async function contentsWithScript(
  bench: Bench,
  context: CaseContext,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const directory = `${context.directory}-calm`;
  const template = await makeTemplate(`${directory}-template`, withScript("true\n", "there"));
  const world = await openWorld({ template, directory });
  try {
    await world.run();
    return {
      [OLD]: bench.scenarios.good.contents[OLD] ?? [],
      [NEW]: await contentsOf(world.platform.config),
    };
  } finally {
    await world.close();
    rmSync(template.directory, { recursive: true });
  }
}

const peakOf = (pid: number): number => {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1] ?? 0);
  } catch {
    return 0;
  }
};

/** As soon as the script runs, live or rehearsed. */
async function cancelWhen(world: World, at: "rehearse" | "migrate"): Promise<void> {
  while (!world.records().some(({ event }) => event.type === "step:intended" && event.step === at))
    await delay(30);
  await delay(300);
  world.journal((journal) =>
    journal.append(world.runId, { type: "run:cancel-requested", by: { id: "1", name: "Admin" } }),
  );
}

async function childCase(name: string, context: CaseContext): Promise<CaseOutcome> {
  const { bench, random, directory, keep } = context;
  const child = CHILDREN[name];
  if (child === undefined) throw new Error(`no child that ${name}`);
  scripted ??= contentsWithScript(bench, context);
  const all = await scripted;
  const template = await makeTemplate(
    `${directory}-template`,
    withScript(child.script(random), child.ends, { "grandchild.mjs": GRANDCHILD }),
  );
  const world = await openWorld({ template, directory, keep });
  try {
    let peak = 0;
    let timer: NodeJS.Timeout | undefined;
    const run = world.run({
      onStart: (pid) => {
        timer = setInterval(() => {
          peak = Math.max(peak, peakOf(pid));
        }, MEMORY_POLL_MS);
      },
    });
    if (child.cancelled) await cancelWhen(world, name.includes("rehearsal") ? "rehearse" : "migrate");
    await run;
    clearInterval(timer);
    await world.recover();
    const contents = child.ends === "there" ? all : { [OLD]: all[OLD] ?? [] };
    const judgement = await judge(world, { contents });
    const violations = [...judgement.violations];
    const wanted = child.ends === "there" ? "succeeded" : child.cancelled ? "cancelled" : "rolled-back";
    if (judgement.ended !== wanted) violations.push(`it ended ${judgement.ended}, not ${wanted}`);
    if (child.memory && peak > RUNNER_MEMORY_MAX_KIB)
      violations.push(`the runner grew to ${Math.round(peak / 1024)} MiB`);
    return { title: `a migration ${name}`, injected: true, ended: judgement.ended, violations };
  } finally {
    await world.close();
    rmSync(template.directory, { recursive: true, force: true });
  }
}

/** The platform's own process dies in the middle, whatever the run is doing. */
async function platformKilled({ bench, random, directory, keep }: CaseContext): Promise<CaseOutcome> {
  const { template, transitions, contents } = bench.scenarios.good;
  const { at, side, name, expect } = random.pick(transitions);
  const world = await openWorld({ template, directory, keep });
  try {
    const record = `${world.platform.state.services}/web.json`;
    const command = [
      "sh",
      "-c",
      `[ -e ${record} ] || exit 0; kill -9 $(sed -n 's/.*"pid":\\([0-9]*\\).*/\\1/p' ${record}) || true`,
    ];
    await world.run({ fault: { at, side, expect, command, die: false } });
    await world.recover();
    return {
      title: `SIGKILL of the platform ${name}`,
      injected: true,
      ...(await judge(world, { contents })),
    };
  } finally {
    await world.close();
  }
}

export const child: Layer = {
  weight: 12,
  missing: async () => null,
  all: () => null,
  run(context) {
    const way = context.index % (NAMES.length + 3);
    const name = NAMES[way];
    return name === undefined ? platformKilled(context) : childCase(name, context);
  },
};
