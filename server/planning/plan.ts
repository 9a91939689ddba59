/** What a run will do, computed before it begins: a pure function of what is installed, what the manifest requires and what was measured. */
import type { Migration, ReleaseManifest } from "../../shared/manifest.ts";
import { PLAN_PURPOSES, type Plan, type PlanPurpose } from "../../shared/plan.ts";
import { POINT_OF_NO_RETURN, stepsOf } from "../../shared/steps.ts";
import {
  type Durations,
  PLANNING_ROWS,
  type Place,
  type PlanFacts,
  type SpaceNeed,
  spaceNeeds,
} from "./rows.ts";

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

export const pendingMigrations = (manifest: ReleaseManifest, applied: ReadonlySet<string>): Migration[] =>
  manifest.migrations.filter((migration) => !applied.has(migration.id));

const IN_PLAN: ReadonlySet<string> = new Set(PLAN_PURPOSES);
const isInPlan = (need: SpaceNeed): need is SpaceNeed & { purpose: PlanPurpose } => IN_PLAN.has(need.purpose);

/** The part of the plan that comes from the rows, for a run of either kind. */
function whatHappens(
  facts: PlanFacts,
  durations: Durations,
  fileSystems: Readonly<Partial<Record<Place, string | null>>>,
): Pick<Plan, "steps" | "masks" | "maskedSeconds" | "disk" | "pointOfNoReturn"> {
  const steps = stepsOf(facts.kind).map(({ name, masked }) => {
    const planned = PLANNING_ROWS[name];
    const applies = planned.applies(facts);
    const seconds = applies ? planned.estimate(facts, durations[name] ?? null) : null;
    return { name, masked, applies, estimate: seconds === null ? null : Math.round(seconds * 10) / 10 };
  });
  const masked = steps.filter((step) => step.masked && step.applies);
  return {
    steps,
    masks: masked.length > 0,
    maskedSeconds: Math.ceil(masked.reduce((sum, { estimate }) => sum + (estimate ?? 0), 0)),
    disk: spaceNeeds(facts)
      .filter(isInPlan)
      .flatMap(({ purpose, place, bytes }) => {
        const fileSystem = fileSystems[place];
        return fileSystem === undefined || fileSystem === null ? [] : [{ purpose, fileSystem, bytes }];
      }),
    pointOfNoReturn: POINT_OF_NO_RETURN,
  };
}

const NOTHING_RESTORED = { database: 0, data: 0 };

export function makePlan({ manifest, from, applied, sizes, places, durations }: PlanInput): Plan {
  const pending = pendingMigrations(manifest, applied);
  const facts: PlanFacts = {
    kind: "update",
    changesRelease: manifest.kind === "release",
    migrations: pending.length,
    sizes: { ...sizes, archive: 0, restored: NOTHING_RESTORED },
  };
  return {
    from,
    to: manifest.version,
    migrations: pending.map(({ id, engine, description }) => ({ id, engine, description })),
    interruption: manifest.interruption,
    ...whatHappens(facts, durations, places),
  };
}

export interface RevertPlanInput {
  readonly from: string;
  /** The release that is live afterwards; `from` where a data archive is reverted. */
  readonly to: string;
  /** Bytes now, and of what is restored. */
  readonly sizes: {
    readonly database: number;
    readonly data: number;
    readonly restored: { readonly database: number; readonly data: number };
  };
  /** Mount points; null for a database on another host. */
  readonly places: { readonly state: string; readonly database: string | null; readonly data: string };
  readonly durations: Durations;
}

/** The plan of a revert: it undoes an update that succeeded. */
export function makeRevertPlan({ from, to, sizes, places, durations }: RevertPlanInput): Plan {
  const facts: PlanFacts = {
    kind: "revert",
    changesRelease: from !== to,
    migrations: 0,
    sizes: { ...sizes, archive: 0, payload: 0 },
  };
  return { from, to, migrations: [], ...whatHappens(facts, durations, places) };
}
