/** What all cases of one call share: a template of each scenario, the platform's contents before and after, and where a fault can be injected. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contentsOf } from "./contents.ts";
import { firstDifference } from "./first-difference.ts";
import { unmountBelow } from "./mounts.ts";
import { CHANGING_CALLS, pathsIn } from "./own-paths.ts";
import { SCENARIO_NAMES, type ScenarioName, scenarioOf, wayOf } from "./scenarios.ts";
import { attach, requireStrace, TRACED, type Trace } from "./strace.ts";
import { makeTemplate, type Template } from "./template.ts";
import { type Transition, transitionsOf } from "./transitions.ts";
import { openWorld } from "./world.ts";

export interface Recorded {
  readonly template: Template;
  readonly transitions: readonly Transition[];
  /** What its run touches, see `own-paths.ts`. */
  readonly paths: readonly string[];
  /** Lines of `contentsOf` by version: what a run may end in. */
  readonly contents: Readonly<Record<string, readonly string[]>>;
}
export interface Bench {
  readonly directory: string;
  readonly scenarios: Readonly<Record<ScenarioName, Recorded>>;
}

const FILE = "bench.json";
const ROOM_BYTES = 2 * 1024 ** 3;

/** Memory, when there is enough: a kill is a kill on any disk, and a case costs half. Power cuts and full disks bring their own disks. */
function roomForCases(): string {
  try {
    const { bavail, bsize } = statfsSync("/dev/shm");
    if (bavail * bsize > ROOM_BYTES) return "/dev/shm";
  } catch {
    // No such file system here.
  }
  return tmpdir();
}

/**
 * Each start of a runner reads some sixty modules: compiled once for all. A process that is killed keeps nothing of what it compiled,
 * so it is the undisturbed runs that fill it.
 */
export const compiledOnce = (directory: string) => ({ NODE_COMPILE_CACHE: join(directory, "compiled") });

async function record(directory: string, scenario: ScenarioName): Promise<[ScenarioName, Recorded]> {
  const template = await makeTemplate(join(directory, "templates", scenario), scenarioOf(scenario));
  const world = await openWorld({ template, directory: join(directory, `record-${scenario}`) });
  try {
    const before = await contentsOf(world.platform.config);
    let trace: Trace | null = null;
    await world.run({
      environment: { ...TRACED, ...compiledOnce(directory) },
      onStart: (pid) => {
        trace = attach({ pid, directory: world.directory, calls: CHANGING_CALLS, children: true });
      },
    });
    await (trace as Trace | null)?.end();
    const state = world.state();
    const wanted = scenarioOf(scenario).ends === "there" ? "succeeded" : "rolled-back";
    const outcome = state.phase === "ended" ? state.outcome : state.phase;
    if (outcome !== wanted)
      throw new Error(`${scenario}, undisturbed: ${outcome}\n${readLog(world.directory)}`);
    const after = await contentsOf(world.platform.config);
    const { from, to } = wayOf(template.kind);
    const contents = wanted === "succeeded" ? { [from]: before, [to]: after } : { [from]: before };
    const violation = firstDifference(after, contents[wanted === "succeeded" ? to : from] ?? []);
    if (violation !== null) throw new Error(`${scenario}, undisturbed: ${violation}`);
    const paths = pathsIn((trace as Trace | null)?.text() ?? "", world);
    return [scenario, { template, contents, paths, transitions: transitionsOf(world.records()) }];
  } finally {
    await world.close();
  }
}

/** Runs each scenario once, undisturbed. @throws when one does not end as it must: then the disturbed ones prove nothing. */
export async function prepareBench(): Promise<Bench> {
  requireStrace();
  const directory = mkdtempSync(join(roomForCases(), "superviseur-crash-"));
  mkdirSync(join(directory, "templates"));
  try {
    const recorded = await Promise.all(SCENARIO_NAMES.map((scenario) => record(directory, scenario)));
    const bench = { directory, scenarios: Object.fromEntries(recorded) as unknown as Bench["scenarios"] };
    writeFileSync(join(directory, FILE), JSON.stringify(bench));
    return bench;
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}

function readLog(directory: string): string {
  try {
    return readFileSync(join(directory, "runner.log"), "utf8");
  } catch {
    return "";
  }
}

/** What the harness's main process prepared. */
export const loadBench = (directory: string): Bench =>
  JSON.parse(readFileSync(join(directory, FILE), "utf8")) as Bench;

/** Also what a case that was cut off has left mounted. */
export async function removeBench({ directory }: Bench): Promise<void> {
  await unmountBelow(`${directory}/`);
  rmSync(directory, { recursive: true, force: true });
}
