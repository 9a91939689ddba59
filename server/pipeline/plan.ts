/** What will happen, worked out before it begins: a pure function of what is, what the manifest asks and what was measured. */
import type { Migration, ReleaseManifest } from "../../shared/manifest.ts";
import type { Plan } from "../../shared/plan.ts";
import { POINT_OF_NO_RETURN, type StepName, stepsOf } from "../../shared/steps.ts";

export interface PlanInput {
  readonly manifest: ReleaseManifest;
  readonly from: string;
  /** Migrations that the live database has already. */
  readonly applied: ReadonlySet<string>;
  /** Bytes. */
  readonly sizes: { readonly database: number; readonly data: number; readonly payload: number };
  /** Mount points. */
  readonly places: { readonly root: string; readonly state: string };
  /** Seconds each step took, by this server's own past runs (median) or by this run's rehearsal. */
  readonly durations: Partial<Record<StepName, number>>;
}

/** Bytes per second of a slow hospital disk, used only until this server has a past of its own. */
const ASSUMED_BYTES_PER_SECOND = 40 * 1024 * 1024;
/** Seconds of steps that do not depend on sizes. */
const ASSUMED_SECONDS: Partial<Record<StepName, number>> = {
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

function estimate(step: StepName, { sizes, durations }: PlanInput, migrations: number): number | null {
  const known = durations[step];
  if (known !== undefined) return known;
  const copy = (bytes: number): number => 1 + bytes / ASSUMED_BYTES_PER_SECOND;
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
    default:
      return ASSUMED_SECONDS[step] ?? null;
  }
}

export function makePlan(input: PlanInput): Plan {
  const { manifest, sizes, places } = input;
  const pending = pendingMigrations(manifest, input.applied);
  const steps = stepsOf("update").map(({ name, masked }) => {
    const used = applies(name, manifest, pending.length);
    const seconds = used ? estimate(name, input, pending.length) : null;
    return { name, masked, applies: used, estimate: seconds === null ? null : Math.round(seconds * 10) / 10 };
  });
  const all = sizes.database + sizes.data;
  return {
    from: input.from,
    to: manifest.version,
    steps,
    migrations: pending.map(({ id, engine, description }) => ({ id, engine, description })),
    masks: steps.some((step) => step.masked && step.applies),
    maskedSeconds: Math.ceil(steps.reduce((sum, step) => sum + (step.masked && step.applies ? (step.estimate ?? 0) : 0), 0)),
    // The release shares its blocks with staging (hard links), so it counts once.
    disk: [
      { purpose: "staging", fileSystem: places.root, bytes: sizes.payload },
      { purpose: "backup", fileSystem: places.state, bytes: all },
      // The copy, and as much again for what the migrations write.
      { purpose: "rehearsal", fileSystem: places.state, bytes: applies("rehearse", manifest, pending.length) ? all + sizes.database : 0 },
      { purpose: "restore-point", fileSystem: places.state, bytes: all },
    ],
    pointOfNoReturn: POINT_OF_NO_RETURN,
  };
}
