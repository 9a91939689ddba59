/** Measures the server for the plan: sizes, file systems, versions, and how long the steps took in past runs. */
import type { ReleaseManifest } from "../../shared/manifest.ts";
import type { Check, Plan } from "../../shared/plan.ts";
import type { RunState } from "../../shared/run-state.ts";
import { STEP_NAMES, type StepName } from "../../shared/steps.ts";
import { measureTree } from "../io/tree.ts";
import { misplacedIn } from "../platform/data-places.ts";
import type { FileSystem, Instruments } from "../platform/measure.ts";
import type { Platform } from "../platform/platform.ts";
import type { RestorePoint } from "../platform/restore-point.ts";
import { checkPlaces, checkRequirements, checkSpace } from "./check.ts";
import { makePlan, makeRevertPlan } from "./plan.ts";

const HISTORY_RUNS = 5;

const median = (values: readonly number[]): number | undefined =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Median seconds of each step over the last successful runs. */
export function pastDurations(states: readonly RunState[]): Partial<Record<StepName, number>> {
  const past = states
    .filter((state) => state.phase === "ended" && state.outcome === "succeeded")
    .slice(0, HISTORY_RUNS);
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

interface ServerMeasure {
  readonly fileSystems: readonly FileSystem[];
  mountOf(location: string): string;
  /** Bytes. */
  readonly database: number;
  readonly data: number;
  /** In each data folder. */
  readonly links: readonly (readonly string[])[];
}

/** Every file system that a run writes to, each once, and the current size of database and data. */
async function measureServer(
  { config, database }: Platform,
  instruments: Instruments,
): Promise<ServerMeasure> {
  const locations = [config.root, config.state, ...database.places, ...config.dataDirectories];
  const measured = await Promise.all(locations.map((location) => instruments.fileSystem(location)));
  const trees = await Promise.all(config.dataDirectories.map(measureTree));
  return {
    fileSystems: [...new Map(measured.map((fileSystem) => [fileSystem.device, fileSystem])).values()],
    mountOf: (location) => measured[locations.indexOf(location)]?.mountPoint ?? "/",
    database: await database.size(),
    data: trees.reduce((sum, { bytes }) => sum + bytes, 0),
    links: trees.map(({ links }) => links),
  };
}

/**
 * `staged`: payload bytes that are already in staging and no longer need free space.
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
  const { fileSystems, mountOf, database, data, links } = await measureServer(platform, instruments);
  const plan = makePlan({
    manifest,
    from,
    applied: await platform.database.appliedMigrations(),
    sizes: { database, data, payload: Math.max(0, sizes.payload - sizes.staged) },
    places: { root: mountOf(config.root), state: mountOf(config.state) },
    durations,
  });
  return {
    plan,
    checks: [
      ...checkRequirements(
        manifest.requirements,
        { version: from, machine: instruments.machine(), fileSystems },
        plan.disk,
      ),
      ...checkPlaces(await misplacedIn(config.dataDirectories, links)),
    ],
  };
}

/** The release that a revert leads to ran on this machine before: only the space is checked. `to`: the release that is live afterwards. */
export async function surveyRevert(
  platform: Platform,
  to: string,
  point: RestorePoint,
  durations: Partial<Record<StepName, number>>,
  instruments: Instruments,
): Promise<Survey> {
  const { config } = platform;
  const [place] = platform.database.places;
  const { fileSystems, mountOf, database, data } = await measureServer(platform, instruments);
  const plan = makeRevertPlan({
    from: await platform.releases.current(),
    to,
    sizes: { database, data, restored: { database: point.bytes, data: point.data.bytes } },
    places: {
      state: mountOf(config.state),
      database: place === undefined ? null : mountOf(place),
      data: mountOf(config.dataDirectories[0] ?? config.root),
    },
    durations,
  });
  return { plan, checks: fileSystems.map((fileSystem) => checkSpace(fileSystem, plan.disk)) };
}
