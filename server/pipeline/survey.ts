/** Looks at the world for the plan: sizes, file systems, versions, and how long things took here before. */
import type { ReleaseManifest } from "../../shared/manifest.ts";
import type { Check, Plan } from "../../shared/plan.ts";
import type { RunState } from "../../shared/run-state.ts";
import { STEP_NAMES, type StepName } from "../../shared/steps.ts";
import { treeBytes } from "../io/tree.ts";
import { type FileSystem, type Measurements, measureFileSystem, measureMachine } from "../platform/measure.ts";
import type { Platform } from "../platform/platform.ts";
import { checkRequirements } from "./check.ts";
import { makePlan } from "./plan.ts";

/** What is measured with; a test puts its own numbers here. */
export interface Instruments {
  machine(): Measurements;
  fileSystem(path: string): Promise<FileSystem>;
}
export const REAL_INSTRUMENTS: Instruments = { machine: measureMachine, fileSystem: measureFileSystem };

const HISTORY_RUNS = 5;

const median = (values: readonly number[]): number | undefined => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Median seconds of each step over the last successful runs. */
export function pastDurations(states: readonly RunState[]): Partial<Record<StepName, number>> {
  const past = states.filter((state) => state.phase === "ended" && state.outcome === "succeeded").slice(0, HISTORY_RUNS);
  const entries = STEP_NAMES.flatMap((name) => {
    const seconds = past.flatMap(({ steps }) => {
      const step = steps[name];
      return step.status === "done" ? [(step.endedAt - step.startedAt) / 1000] : [];
    });
    const middle = median(seconds);
    return middle === undefined ? [] : [[name, middle] as const];
  });
  return Object.fromEntries(entries);
}

export interface Survey {
  readonly plan: Plan;
  readonly checks: Check[];
}

/**
 * `staged`: payload bytes that stand in staging already and are no longer needed as free space.
 */
export async function survey(
  platform: Platform,
  manifest: ReleaseManifest,
  sizes: { payload: number; staged: number },
  durations: Partial<Record<StepName, number>>,
  instruments: Instruments,
): Promise<Survey> {
  const from = await platform.releases.current();
  const { config } = platform;
  const locations = [config.root, config.state, platform.database.location, ...config.dataDirectories];
  const measured = await Promise.all(locations.map((location) => instruments.fileSystem(location)));
  const fileSystems = [...new Map(measured.map((fileSystem) => [fileSystem.device, fileSystem])).values()];
  const mountOf = (location: string): string => measured[locations.indexOf(location)]?.mountPoint ?? "/";
  const data = (await Promise.all(config.dataDirectories.map(treeBytes))).reduce((sum, bytes) => sum + bytes, 0);
  const plan = makePlan({
    manifest,
    from,
    applied: await platform.database.appliedMigrations(),
    sizes: { database: await platform.database.size(), data, payload: Math.max(0, sizes.payload - sizes.staged) },
    places: { root: mountOf(config.root), state: mountOf(config.state) },
    durations,
  });
  return {
    plan,
    checks: checkRequirements(manifest.requirements, { version: from, machine: instruments.machine(), fileSystems }, plan.disk),
  };
}
