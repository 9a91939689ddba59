import type { CodedError } from "../../shared/errors.ts";
import type { RunId, StepFacts } from "../../shared/journal.ts";
import type { ReleaseManifest } from "../../shared/manifest.ts";
import type { RunState } from "../../shared/run-state.ts";
import type { RunnerStepName, StepName } from "../../shared/steps.ts";
import type { ArchiveVerdict } from "../archive/read.ts";
import type { Clock } from "../io/clock.ts";
import type { Reporter } from "../journal/reporter.ts";
import type { Instruments } from "../platform/measure.ts";
import type { Platform } from "../platform/platform.ts";

/** What the run leads to. */
export interface Target {
  /** What the screen calls it: a release, or a data set's version. */
  readonly version: string;
  /** The release that is live then: a data archive changes none. */
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
  /** The staged archive. None for a return, nor where a recovery found it gone: going back needs none. */
  readonly archive: ArchiveVerdict | null;
  /** Manifest of the live release before the run; null where a recovery cannot read it. */
  readonly before: ReleaseManifest | null;
  readonly report: Reporter;
  readonly clock: Clock;
  readonly instruments: Instruments;
  /** Aborted when somebody cancels: a child that hangs is not waited for. */
  readonly signal: AbortSignal;
  /** Something went wrong that changes no verdict: journalled, and shown beside the result. */
  warn(step: StepName, error: CodedError): void;
  /** Ids of all runs, newest first, as the journal has them. */
  runs(): readonly RunId[];
  /** Folded anew from the journal at each call. */
  state(): RunState;
}

/** One row of the pipeline. `do` and `undo` may each be called again after a crash: both are idempotent. */
export interface Step {
  readonly name: RunnerStepName;
  /** False when a failure of its `undo` leaves nothing that matters to the platform. */
  readonly critical: boolean;
  do(context: StepContext): Promise<StepFacts>;
  /** Proof that the effect is there; runs between *effected* and *done*. */
  verify?(context: StepContext): Promise<StepFacts>;
  undo?(context: StepContext): Promise<StepFacts>;
}

/** For steps that go forward: what they install must be there. */
export function archiveOf({ archive }: StepContext): ArchiveVerdict {
  if (archive === null) throw new Error("the staged archive is gone");
  return archive;
}
export function targetManifest({ target }: StepContext): ReleaseManifest {
  if (target.manifest === null) throw new Error(`release ${target.release} is gone`);
  return target.manifest;
}

/** For the way back: what it leads to must be readable. */
export function manifestBefore({ before, from }: Pick<StepContext, "before" | "from">): ReleaseManifest {
  if (before === null) throw new Error(`the manifest of release ${from} cannot be read`);
  return before;
}
