/** What all cases of one torture share: a template of each scenario, what is in the platform before and after, and where runs can be struck. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contentsOf } from "./contents.ts";
import { NEW, OLD, SCENARIO_NAMES, SCENARIOS, type Scenario, type ScenarioName } from "./scenarios.ts";
import { makeTemplate, type Template } from "./template.ts";
import { type Transition, transitionsOf } from "./transitions.ts";
import { openWorld } from "./world.ts";

export interface Recorded {
  readonly template: Template;
  readonly transitions: readonly Transition[];
}
export interface Bench {
  readonly directory: string;
  readonly scenarios: Readonly<Record<ScenarioName, Recorded>>;
  /** By version. */
  readonly contents: Readonly<Record<string, readonly string[]>>;
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

export const scenarioOf = (name: ScenarioName): Scenario => SCENARIOS[name];

async function record(directory: string, scenario: ScenarioName) {
  const template = await makeTemplate(join(directory, "templates", scenario), scenario);
  const world = await openWorld({ template, scenario, directory: join(directory, `record-${scenario}`) });
  try {
    const before = await contentsOf(world.platform.config);
    await world.run();
    const state = world.state();
    const wanted = scenarioOf(scenario).ends === "new" ? "succeeded" : "rolled-back";
    const outcome = state.phase === "ended" ? state.outcome : state.phase;
    if (outcome !== wanted) throw new Error(`${scenario}, undisturbed: ${outcome}\n${readLog(world.directory)}`);
    const after = await contentsOf(world.platform.config);
    const contents = wanted === "succeeded" ? { [OLD]: before, [NEW]: after } : { [OLD]: before };
    return { scenario, template, contents, transitions: transitionsOf(world.records()) };
  } finally {
    await world.close();
  }
}

/** Runs each scenario once, undisturbed. @throws when one does not end as it must: then nothing can be told of the disturbed ones. */
export async function prepareBench(): Promise<Bench> {
  const directory = mkdtempSync(join(roomForCases(), "superviseur-torture-"));
  mkdirSync(join(directory, "templates"));
  try {
    const recorded = await Promise.all(SCENARIO_NAMES.map((scenario) => record(directory, scenario)));
    const contents = Object.assign({}, ...recorded.map((one) => one.contents)) as Bench["contents"];
    const scenarios = Object.fromEntries(recorded.map(({ scenario, template, transitions }) => [scenario, { template, transitions }]));
    const bench = { directory, contents, scenarios: scenarios as unknown as Bench["scenarios"] };
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

/** What another process of the same torture prepared. */
export const loadBench = (directory: string): Bench => JSON.parse(readFileSync(join(directory, FILE), "utf8")) as Bench;

export const removeBench = ({ directory }: Bench): void => rmSync(directory, { recursive: true, force: true });
