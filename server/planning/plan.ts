/** What will happen, worked out before it begins: a pure function of what is, what the manifest asks and what was measured. */
import type { Migration, ReleaseManifest } from "../../shared/manifest.ts";
import type { Plan } from "../../shared/plan.ts";
import { POINT_OF_NO_RETURN, type RunKind, type StepName, stepsOf } from "../../shared/steps.ts";

/** Seconds each step took, by this server's own past runs (median) or by this run's rehearsal. */
export type Durations = Partial<Record<StepName, number>>;

export interface PlanInput {
  readonly manifest: ReleaseManifest;
  readonly from: string;
  /** Migrations that the live database has already. */
  readonly applied: ReadonlySet<string>;
  /** Bytes. */
  readonly sizes: { readonly database: number; readonly data: number; readonly payload: number };
  /** Mount points. */
  readonly places: { readonly root: string; readonly state: string };
  readonly durations: Durations;
}

/** Bytes per second of a slow hospital disk, used only until this server has a past of its own. */
const ASSUMED_BYTES_PER_SECOND = 40 * 1024 * 1024;
/** Seconds of steps that do not depend on sizes. */
const ASSUMED_SECONDS: Durations = {
  recheck: 1,
  mask: 1,
  stop: 3,
  switch: 1,
  start: 5,
  probe: 2,
  commit: 1,
  unmask: 1,
  clean: 2,
};

export const pendingMigrations = (manifest: ReleaseManifest, applied: ReadonlySet<string>): Migration[] =>
  manifest.migrations.filter((migration) => !applied.has(migration.id));

function applies(step: StepName, manifest: ReleaseManifest, pending: number): boolean {
  switch (step) {
    case "rehearse":
    case "migrate":
      return pending > 0 || manifest.kind === "data";
    case "place":
    case "switch":
      return manifest.kind === "release";
    default:
      return true;
  }
}

const copy = (bytes: number): number => 1 + bytes / ASSUMED_BYTES_PER_SECOND;

function estimate(step: StepName, { sizes, durations }: PlanInput, migrations: number): number | null {
  const known = durations[step];
  if (known !== undefined) return known;
  const all = sizes.database + sizes.data;
  switch (step) {
    case "backup":
    case "snapshot":
      return copy(all);
    case "rehearse":
      return copy(all) + migrations * copy(sizes.database);
    case "migrate":
      return migrations * copy(sizes.database);
    case "place":
      return copy(sizes.payload / 10);
    case "start":
      // The marks are written beside it: each row is read once.
      return Math.max(ASSUMED_SECONDS.start ?? 0, copy(sizes.database));
    default:
      return ASSUMED_SECONDS[step] ?? null;
  }
}

type PlanSteps = Plan["steps"];

/** The rows of the plan, from what each is used for and how long it may take. */
function rows(
  kind: RunKind,
  used: (step: StepName) => boolean,
  seconds: (step: StepName) => number | null,
): PlanSteps {
  return stepsOf(kind).map(({ name, masked }) => {
    const [applies, time] = [used(name), used(name) ? seconds(name) : null];
    return { name, masked, applies, estimate: time === null ? null : Math.round(time * 10) / 10 };
  });
}

const maskedTime = (steps: PlanSteps): Pick<Plan, "masks" | "maskedSeconds"> => ({
  masks: steps.some((step) => step.masked && step.applies),
  maskedSeconds: Math.ceil(
    steps.reduce((sum, step) => sum + (step.masked && step.applies ? (step.estimate ?? 0) : 0), 0),
  ),
});

export function makePlan(input: PlanInput): Plan {
  const { manifest, sizes, places } = input;
  const pending = pendingMigrations(manifest, input.applied);
  const steps = rows(
    "update",
    (name) => applies(name, manifest, pending.length),
    (name) => estimate(name, input, pending.length),
  );
  const all = sizes.database + sizes.data;
  return {
    from: input.from,
    to: manifest.version,
    steps,
    migrations: pending.map(({ id, engine, description }) => ({ id, engine, description })),
    ...maskedTime(steps),
    // The release shares its blocks with staging (hard links), so it counts once.
    disk: [
      { purpose: "staging", fileSystem: places.root, bytes: sizes.payload },
      { purpose: "backup", fileSystem: places.state, bytes: all },
      // The copy, and as much again for what the migrations write.
      {
        purpose: "rehearsal",
        fileSystem: places.state,
        bytes: applies("rehearse", manifest, pending.length) ? all + sizes.database : 0,
      },
      { purpose: "restore-point", fileSystem: places.state, bytes: all },
    ],
    pointOfNoReturn: POINT_OF_NO_RETURN,
  };
}

export interface RevertPlanInput {
  readonly from: string;
  /** The release that is live then; `from` where a data archive is undone. */
  readonly to: string;
  /** Bytes now, and of what is put back. */
  readonly sizes: {
    readonly database: number;
    readonly data: number;
    readonly restored: { readonly database: number; readonly data: number };
  };
  /** Mount points; null for a database on another host. */
  readonly places: { readonly state: string; readonly database: string | null; readonly data: string };
  readonly durations: Durations;
}

/** The way back from an update that succeeded. */
export function makeRevertPlan({ from, to, sizes, places, durations }: RevertPlanInput): Plan {
  const all = sizes.database + sizes.data;
  const { restored } = sizes;
  const seconds = (name: StepName): number | null => {
    const known = durations[name];
    // A start in the past was an update's: its marks were written beside it.
    if (known !== undefined && name !== "start") return known;
    if (name === "backup" || name === "snapshot") return copy(all);
    return name === "restore" ? copy(restored.database + restored.data) : (ASSUMED_SECONDS[name] ?? null);
  };
  const steps = rows("revert", (name) => name !== "switch" || from !== to, seconds);
  return {
    from,
    to,
    steps,
    migrations: [],
    ...maskedTime(steps),
    disk: [
      { purpose: "backup", fileSystem: places.state, bytes: all },
      { purpose: "restore-point", fileSystem: places.state, bytes: all },
      // What is put back is whole beside what it replaces before that gives up its name.
      ...(places.database === null
        ? []
        : [{ purpose: "restore" as const, fileSystem: places.database, bytes: restored.database }]),
      { purpose: "restore", fileSystem: places.data, bytes: restored.data },
    ],
    pointOfNoReturn: POINT_OF_NO_RETURN,
  };
}
