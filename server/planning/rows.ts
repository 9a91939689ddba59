/** The part of each step that planning needs: does it apply, how long may it take, how much space does it need. Pure. */
import type { BUDGET_PURPOSES } from "../../shared/api/import.ts";
import type { Plan } from "../../shared/plan.ts";
import { type RunKind, type StepName, stepsOf } from "../../shared/steps.ts";

/** What a run does, as far as it is known when the question is asked. */
export interface PlanFacts {
  readonly kind: RunKind;
  /** False for a data archive and for its revert: the release that is live stays. */
  readonly changesRelease: boolean;
  /** Migrations that the live database does not have yet; null while the archive is not verified, then the most space is assumed. */
  readonly migrations: number | null;
  /** Bytes. */
  readonly sizes: {
    /** Still to be received. */
    readonly archive: number;
    /** Of the release, as far as it is not staged yet. */
    readonly payload: number;
    readonly database: number;
    readonly data: number;
    /** What a revert restores. */
    readonly restored: { readonly database: number; readonly data: number };
  };
}

/** Seconds that each step took: by this server's own past runs (median), or by this run's rehearsal. */
export type Durations = Partial<Record<StepName, number>>;

/** `root` holds archives and releases, `state` the copies; they may all be the same file system. */
export type Place = "root" | "state" | "database" | "data";
export interface SpaceNeed {
  readonly purpose: Exclude<(typeof BUDGET_PURPOSES)[number], "margin"> | Plan["disk"][number]["purpose"];
  readonly place: Place;
  readonly bytes: number;
}

export interface PlanningRow {
  /** False when this run has nothing for the step to do. */
  applies(facts: PlanFacts): boolean;
  /** Seconds. `measured`: by this server's past runs or this run's rehearsal. Null when nothing is known. */
  estimate(facts: PlanFacts, measured: number | null): number | null;
  /** What the step writes and leaves there, at its worst. */
  space(facts: PlanFacts): readonly SpaceNeed[];
}

/** Bytes per second of a slow hospital disk, used only until this server has measured runs of its own. */
const ASSUMED_BYTES_PER_SECOND = 40 * 1024 * 1024;
const copy = (bytes: number): number => 1 + bytes / ASSUMED_BYTES_PER_SECOND;

const databaseAndData = ({ sizes }: PlanFacts): number => sizes.database + sizes.data;
const changesRelease = (facts: PlanFacts): boolean => facts.changesRelease;
/** A data archive without migrations still records its version in the database. */
const migrates = ({ kind, migrations, changesRelease: release }: PlanFacts): boolean =>
  migrations === null || migrations > 0 || (kind === "update" && !release);
const migrationSeconds = ({ migrations, sizes }: PlanFacts): number =>
  (migrations ?? 0) * copy(sizes.database);

/** `assumed`: seconds, as long as nothing is measured. */
const row = (
  assumed: number | null | ((facts: PlanFacts) => number),
  more: Partial<PlanningRow> = {},
): PlanningRow => ({
  applies: () => true,
  estimate: (facts, measured) => measured ?? (typeof assumed === "function" ? assumed(facts) : assumed),
  space: () => [],
  ...more,
});

const START_SECONDS = 5;

export const PLANNING_ROWS: { readonly [N in StepName]: PlanningRow } = {
  receive: row(null, {
    // The release shares its blocks with staging (hard links), so it counts once.
    space: ({ sizes }) => [
      { purpose: "archive", place: "root", bytes: sizes.archive },
      { purpose: "staging", place: "root", bytes: sizes.payload },
    ],
  }),
  check: row(null),
  plan: row(null),
  consent: row(null),
  backup: row((facts) => copy(databaseAndData(facts)), {
    space: (facts) => [{ purpose: "backup", place: "state", bytes: databaseAndData(facts) }],
  }),
  rehearse: row((facts) => copy(databaseAndData(facts)) + migrationSeconds(facts), {
    applies: migrates,
    // The copy, and as much again for what the migrations write.
    space: (facts) => [
      { purpose: "rehearsal", place: "state", bytes: databaseAndData(facts) + facts.sizes.database },
    ],
  }),
  place: row(({ sizes }) => copy(sizes.payload / 10), { applies: changesRelease }),
  recheck: row(1),
  mask: row(1),
  stop: row(3),
  snapshot: row((facts) => copy(databaseAndData(facts)), {
    space: (facts) => [{ purpose: "restore-point", place: "state", bytes: databaseAndData(facts) }],
  }),
  restore: row(({ sizes: { restored } }) => copy(restored.database + restored.data), {
    // The restored copy is complete before it replaces the current one: both take space at the same time.
    space: ({ sizes: { restored } }) => [
      { purpose: "restore", place: "database", bytes: restored.database },
      { purpose: "restore", place: "data", bytes: restored.data },
    ],
  }),
  migrate: row(migrationSeconds, { applies: migrates }),
  switch: row(1, { applies: changesRelease }),
  start: row(null, {
    estimate: ({ kind, sizes }, measured) =>
      kind === "update"
        ? // The change baseline is written meanwhile: each row is read once.
          (measured ?? Math.max(START_SECONDS, copy(sizes.database)))
        : // What was measured was an update's start, with its change baseline.
          START_SECONDS,
  }),
  probe: row(2),
  commit: row(1),
  unmask: row(1),
  clean: row(2),
};

/** Space by purpose, in the order of the steps. A step that does not apply is listed with 0 bytes. */
export const spaceNeeds = (facts: PlanFacts): SpaceNeed[] =>
  stepsOf(facts.kind).flatMap(({ name }) => {
    const { applies, space } = PLANNING_ROWS[name];
    return space(facts).map((need) => (applies(facts) ? need : { ...need, bytes: 0 }));
  });
