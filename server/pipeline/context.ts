import type { CodedError } from "../../shared/errors.ts";
import type { RunId, StepFacts } from "../../shared/journal.ts";
import type { ReleaseManifest } from "../../shared/manifest.ts";
import type { RunState } from "../../shared/run-state.ts";
import {
  CLOSING_STEP,
  OPENING_STEP,
  POINT_OF_NO_RETURN,
  type RunnerStepName,
  type StepName,
} from "../../shared/steps.ts";
import type { ArchiveVerdict } from "../archive/read.ts";
import type { Clock } from "../io/clock.ts";
import type { Reporter } from "../journal/reporter.ts";
import { type Durations, PLANNING_ROWS, type PlanningRow } from "../planning/rows.ts";
import type { Instruments } from "../platform/measure.ts";
import type { Platform } from "../platform/platform.ts";

/** What the run installs or restores. */
export interface Target {
  /** The version that the screen shows: of a release, or of a data set. */
  readonly version: string;
  /** The release that is live afterwards: a data archive does not change it. */
  readonly release: string;
  /** Of that release; null where a recovery found it gone. */
  readonly manifest: ReleaseManifest | null;
}

/** What every step works with. */
export interface StepContext {
  readonly runId: RunId;
  readonly platform: Platform;
  readonly from: string;
  readonly target: Target;
  /** The staged archive. Null for a revert, and where a recovery found it gone: a rollback does not need it. */
  readonly archive: ArchiveVerdict | null;
  /** Manifest of the live release before the run; null where a recovery cannot read it. */
  readonly before: ReleaseManifest | null;
  readonly report: Reporter;
  readonly clock: Clock;
  readonly instruments: Instruments;
  /** Aborted when an administrator cancels: the runner does not wait for a child that hangs. */
  readonly signal: AbortSignal;
  /** Writes a problem that does not change the verdict to the journal; the screen shows it next to the result. */
  warn(step: StepName, error: CodedError): void;
  /** Ids of all runs, newest first, as the journal has them. */
  runs(): readonly RunId[];
  /** Read from the journal at each call. */
  state(): RunState;
}

/** One row of the pipeline. `do` and `undo` may each be called again after a crash: both are idempotent. */
export interface Step<N extends RunnerStepName = RunnerStepName> extends PlanningRow {
  readonly name: N;
  /** From its intent on, the platform may be closed: the runner stops keeping the services alive. */
  readonly closes: boolean;
  /** Once it is done, people work with the platform again: the runner keeps the services alive. */
  readonly opens: boolean;
  /** Its effect is followed by the record `run:committed`: from there the run only goes forward. */
  readonly commits: boolean;
  /** True when its `undo` must succeed: a rollback that fails there requires manual intervention. Else what is left is removed later. */
  readonly mustUndo: boolean;
  /** True when it must succeed after the commit: the next runner tries again. Else its failure is only a warning. */
  readonly mustFinish: boolean;
  /** Throws when the step, or its undo, would fail on the server as it is: called before the platform is interrupted. Changes nothing. */
  preflight?(context: StepContext): Promise<void>;
  /** `rows`: those of this run that apply. */
  do(context: StepContext, rows: readonly Step[]): Promise<StepFacts>;
  /** Proof that the effect is there; runs between *effected* and *done*. */
  verify?(context: StepContext): Promise<StepFacts>;
  undo?(context: StepContext): Promise<StepFacts>;
  /** Seconds that it measured for steps to come: the run is planned again with them. Null when it measured none. */
  replans?(facts: StepFacts): Durations | null;
}

/** What is known of a step elsewhere: its flags, and its planning row. Its own module adds the rest. */
export const described = <N extends RunnerStepName>(name: N) => ({
  ...PLANNING_ROWS[name],
  name,
  closes: name === CLOSING_STEP,
  opens: name === OPENING_STEP,
  commits: name === POINT_OF_NO_RETURN,
});

/** For steps that go forward. @throws when the archive that they install is gone */
export function archiveOf({ archive }: StepContext): ArchiveVerdict {
  if (archive === null) throw new Error("the staged archive is gone");
  return archive;
}
export function targetManifest({ target }: StepContext): ReleaseManifest {
  if (target.manifest === null) throw new Error(`release ${target.release} is gone`);
  return target.manifest;
}

/** For the rollback. @throws when the release that it leads to cannot be read */
export function manifestBefore({ before, from }: Pick<StepContext, "before" | "from">): ReleaseManifest {
  if (before === null) throw new Error(`the manifest of release ${from} cannot be read`);
  return before;
}
