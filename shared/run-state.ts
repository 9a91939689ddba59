import type { z } from "zod";
import type { ErrorReport } from "./errors.ts";
import { exposure } from "./exposure.ts";
import type {
  Actor,
  ArchiveSource,
  ArchiveSummary,
  consentSchema,
  DECISIONS,
  DecisionReason,
  Outcome,
  RunId,
  RunRecord,
  UnlockAction,
  World,
} from "./journal.ts";
import { isLegal } from "./legal-events.ts";
import type { Check, Plan } from "./plan.ts";
import {
  CLOSING_STEP,
  OPENING_STEP,
  POINT_OF_NO_RETURN,
  type RunKind,
  STEP_NAMES,
  type StepName,
  stepIndex,
} from "./steps.ts";

/**
 * The state of a run, folded from its journal records and from nothing else.
 *
 *   receiving ──staged, measured, planned──▶ reviewing ──consented──▶ running ──committed──▶ finishing ──▶ ended(succeeded)
 *       │                                        │                      │
 *       │ refused, cut, cancelled                │ discarded            │ a step failed, or cancelled
 *       ▼                                        ▼                      ▼
 *     ended(refused | cancelled)          ended(cancelled)        rolling-back ──▶ ended(rolled-back | cancelled | intervention)
 *
 * Support's unlock opens an *intervention* again: rolling-back (go back, retry) or finishing (retry after the
 * commit, accept as is). A revert (`kind`) receives nothing: it is opened, planned and consented in one go.
 * Which event may follow in which phase: `legal-events.ts`. Whether people meet the platform: `exposure.ts`.
 */
export type RunState = Receiving | Reviewing | Running | RollingBack | Finishing | Ended;

interface Common {
  readonly id: RunId;
  /** Records folded so far; the next record to fold has `index` = records + 1. */
  readonly records: number;
  readonly openedAt: number;
  readonly openedBy: Actor;
  readonly fileName: string;
  /** Bytes, as announced before the upload. */
  readonly fileSize: number;
  /** Platform version before the run. */
  readonly from: string;
  readonly source: ArchiveSource;
  readonly kind: RunKind;
  /** The update that a revert undoes. */
  readonly reverts: RunId | null;
  readonly steps: Readonly<Record<StepName, StepState>>;
  readonly archive: ArchiveSummary | null;
  readonly checks: readonly Check[];
  readonly plan: Plan | null;
  readonly consent: (z.infer<typeof consentSchema> & { at: number }) | null;
  readonly warnings: readonly { at: number; step: StepName | null; error: ErrorReport }[];
  /** Runner processes started for this run so far. */
  readonly attempts: number;
  /** Of them, those that reported that they could not continue. */
  readonly failures: number;
  /** What the last runner that found an unfinished run decided, and why. */
  readonly recovery: Recovery | null;
  readonly unlocked: {
    readonly at: number;
    readonly by: Actor;
    readonly action: UnlockAction;
    readonly reference: string;
  } | null;
  readonly cancelRequestedBy: Actor | null;
  /** Always `exposure(state) !== "open"`, for those who read the state as JSON. */
  readonly masked: boolean;
}
export interface Recovery {
  readonly at: number;
  readonly attempt: number;
  readonly decision: (typeof DECISIONS)[number];
  readonly reason: DecisionReason;
  /** The step that was running when the runner was interrupted. */
  readonly step: StepName | null;
  readonly world: World | null;
}
export interface Receiving extends Common {
  readonly phase: "receiving";
}
/** The archive is verified and staged; an administrator reviews it and decides. */
export interface Reviewing extends Common {
  readonly phase: "reviewing";
}
export interface Running extends Common {
  readonly phase: "running";
  readonly startedAt: number;
}
export interface RollingBack extends Common {
  readonly phase: "rolling-back";
  readonly startedAt: number;
  readonly cause: ErrorReport;
}
/** Committed, or accepted as it is by support: from here the run only goes forward. */
export interface Finishing extends Common {
  readonly phase: "finishing";
  readonly startedAt: number;
  /** Null when support accepted what was never committed. */
  readonly committedAt: number | null;
}
export interface Ended extends Common {
  readonly phase: "ended";
  readonly outcome: Outcome;
  readonly error: ErrorReport | null;
  /** Why it was rolled back, if it was. Where the rollback failed, `error` says why. */
  readonly cause: ErrorReport | null;
  /** What was found when manual intervention became necessary. */
  readonly world: World | null;
  /** The archive is refused until support unlocks it. */
  readonly locked: boolean;
  readonly startedAt: number | null;
  readonly committedAt: number | null;
  readonly endedAt: number;
}

export type StepState =
  | { readonly status: "pending" }
  | { readonly status: "skipped" }
  | { readonly status: "running"; readonly startedAt: number }
  | { readonly status: "done"; readonly startedAt: number; readonly endedAt: number }
  | {
      readonly status: "failed";
      readonly startedAt: number;
      readonly endedAt: number;
      readonly error: ErrorReport;
    }
  | {
      readonly status: "undoing";
      readonly startedAt: number;
      readonly error: ErrorReport | null;
      readonly wasDone: boolean;
    }
  | {
      readonly status: "undone";
      readonly startedAt: number;
      readonly endedAt: number;
      readonly error: ErrorReport | null;
      readonly wasDone: boolean;
    }
  | {
      readonly status: "undo-failed";
      readonly startedAt: number;
      readonly endedAt: number;
      readonly error: ErrorReport;
      readonly wasDone: boolean;
    };

/** True if the step was completed once, even if it has been undone since. */
export const wasDone = (step: StepState): boolean =>
  step.status === "done" || ("wasDone" in step && step.wasDone);

const pendingSteps = (): Record<StepName, StepState> =>
  Object.fromEntries(STEP_NAMES.map((name) => [name, { status: "pending" }])) as Record<StepName, StepState>;

const withStep = <S extends RunState>(state: S, name: StepName, step: StepState): S => ({
  ...state,
  steps: { ...state.steps, [name]: step },
});

const startOf = (step: StepState, otherwise: number): number =>
  "startedAt" in step ? step.startedAt : otherwise;
const errorOf = (step: StepState): ErrorReport | null => ("error" in step ? step.error : null);

type Event = Exclude<RunRecord["event"], { type: "run:opened" }>;
type Opened = Extract<RunRecord["event"], { type: "run:opened" }>;
type StepEvent = Extract<Event, { type: `step:${string}` }>;

/**
 * Folds one record that is about to be written. `state` is null only for `run:opened`.
 * @throws when the record does not follow the one before, or is not legal in the run's phase: a bug of the
 * writer
 */
export function reduceRun(state: RunState | null, record: RunRecord): RunState {
  const { event } = record;
  if (
    state !== null &&
    event.type !== "run:opened" &&
    !(isLegal(state.phase, event) && (event.type !== "run:unlocked" || isUnlockable(state, event.action)))
  )
    throw new Error(`run ${state.id} is ${state.phase}: ${event.type} is not legal`);
  return foldRecord(state, record);
}

/**
 * Folds one record that has been written. It does not ask whether the record is legal: journals from before
 * that rule may hold one that is not, it describes what happened all the same, and no journal may become
 * unreadable over it.
 * @throws when a record is missing, or the run does not begin with `run:opened`
 */
export function foldRecord(state: RunState | null, record: RunRecord): RunState {
  const { event, at } = record;
  if (event.type === "run:opened") {
    if (state !== null) throw new Error(`run ${record.runId} was opened twice`);
    return opened(record, event);
  }
  if (state === null) throw new Error(`run ${record.runId} does not begin with run:opened`);
  if (record.index !== state.records + 1)
    throw new Error(`run ${record.runId}: record ${record.index} after ${state.records}`);
  const next = fold({ ...state, records: record.index }, event, at);
  return { ...next, masked: exposure(next) !== "open" };
}

const opened = (record: RunRecord, event: Opened): Receiving => ({
  phase: "receiving",
  id: record.runId,
  records: record.index,
  openedAt: record.at,
  openedBy: event.by,
  fileName: event.fileName,
  fileSize: event.fileSize,
  from: event.from,
  source: event.source ?? "upload",
  kind: event.kind ?? "update",
  reverts: event.reverts ?? null,
  steps: pendingSteps(),
  archive: null,
  checks: [],
  plan: null,
  consent: null,
  warnings: [],
  attempts: 0,
  failures: 0,
  recovery: null,
  unlocked: null,
  cancelRequestedBy: null,
  masked: false,
});

function fold(state: RunState, event: Event, at: number): RunState {
  switch (event.type) {
    case "archive:identified":
      return { ...state, archive: event.archive };
    case "archive:staged":
      return state;
    case "run:measured":
      return { ...state, checks: event.checks };
    case "run:planned":
      return state.phase === "receiving"
        ? { ...state, phase: "reviewing", plan: event.plan }
        : { ...state, plan: event.plan };
    case "run:consented":
      return { ...state, phase: "running", startedAt: at, consent: { ...event.consent, at } };
    case "runner:started":
      return { ...state, attempts: event.attempt, recovery: recoveryOf(event, at) ?? state.recovery };
    case "runner:failed":
      return { ...state, failures: state.failures + 1 };
    case "step:skipped":
    case "step:intended":
    case "step:effected":
    case "step:done":
    case "step:failed":
      return withStep(state, event.step, foldStep(state.steps[event.step], event, at));
    case "run:warned":
      return { ...state, warnings: [...state.warnings, { at, step: event.step, error: event.error }] };
    case "run:cancel-requested":
      return { ...state, cancelRequestedBy: event.by };
    case "run:rolling-back":
      return { ...state, phase: "rolling-back", startedAt: startedAtOf(state) ?? at, cause: event.cause };
    case "run:committed":
      return { ...state, phase: "finishing", startedAt: startedAtOf(state) ?? at, committedAt: at };
    case "run:unlocked":
      return unlock(state, event, at);
    case "run:ended":
      return {
        ...state,
        phase: "ended",
        outcome: event.outcome,
        error: event.error,
        cause: "cause" in state ? state.cause : null,
        world: event.world ?? null,
        locked: event.locked,
        startedAt: startedAtOf(state),
        committedAt: committedAtOf(state),
        endedAt: at,
      };
    default:
      event satisfies never;
      throw new Error("unknown journal event");
  }
}

function foldStep(before: StepState, event: StepEvent, at: number): StepState {
  if (event.type === "step:skipped") return { status: "skipped" };
  if (event.type === "step:effected") return before;
  const isUndo = event.direction === "undo";
  const ended = { startedAt: startOf(before, at), endedAt: at };
  switch (event.type) {
    case "step:intended":
      return isUndo
        ? {
            status: "undoing",
            startedAt: startOf(before, at),
            // A new attempt clears why the undo before it failed.
            error: before.status === "undo-failed" ? null : errorOf(before),
            wasDone: wasDone(before),
          }
        : { status: "running", startedAt: at };
    case "step:done":
      return isUndo
        ? { status: "undone", ...ended, error: errorOf(before), wasDone: wasDone(before) }
        : { status: "done", ...ended };
    case "step:failed":
      return isUndo
        ? { status: "undo-failed", ...ended, error: event.error, wasDone: wasDone(before) }
        : { status: "failed", ...ended, error: event.error };
    default:
      event satisfies never;
      throw new Error("unknown event of a step");
  }
}

function recoveryOf(
  event: Extract<RunRecord["event"], { type: "runner:started" }>,
  at: number,
): Recovery | null {
  const { attempt, decision, reason, step = null, world = null } = event;
  return reason === undefined || decision === "start" ? null : { at, attempt, decision, reason, step, world };
}

/** An unlock that is not for this run changes nothing. */
function unlock(
  state: RunState,
  { by, action, reference }: Extract<RunRecord["event"], { type: "run:unlocked" }>,
  at: number,
): RunState {
  if (!isUnlockable(state, action)) return state;
  const unlocked = { at, by, action, reference };
  if (state.outcome !== "intervention") return { ...state, locked: false, unlocked };
  const { committedAt, ...known } = state;
  const startedAt = state.startedAt ?? at;
  // The mask was raised when the run ended in *intervention*, even where no step had raised it: whichever way
  // the run continues removes it.
  const closing = state.steps[CLOSING_STEP];
  const steps = {
    ...state.steps,
    [CLOSING_STEP]: closing.status === "done" ? closing : { status: "done", startedAt: at, endedAt: at },
    [OPENING_STEP]: { status: "pending" },
  } as const;
  const again = { ...known, unlocked, attempts: 0, failures: 0, startedAt, steps };
  const forward = action === "accept" || (action === "retry" && committedAt !== null);
  if (forward) return { ...again, phase: "finishing", committedAt };
  // A rollback of what was committed drops the commit: should the run need support again, the database of the
  // version before may be back already.
  return { ...again, phase: "rolling-back", cause: state.cause ?? { code: "RUNNER_STOPPED", facts: {} } };
}

/** A failed update may be tried again; after an *intervention*, support also chooses how the run ends. */
export const isUnlockable = (state: RunState, action: UnlockAction): state is Ended =>
  state.phase === "ended" && (state.outcome === "intervention" || (state.locked && action === "retry"));

const committedAtOf = (state: RunState): number | null => ("committedAt" in state ? state.committedAt : null);
const startedAtOf = (state: RunState): number | null => ("startedAt" in state ? state.startedAt : null);

/** True while the runner owns the run: no other run may start. */
export const isActive = (state: RunState): state is Running | RollingBack | Finishing =>
  state.phase === "running" || state.phase === "rolling-back" || state.phase === "finishing";

export const isOpen = (state: RunState): boolean => state.phase !== "ended";

/**
 * True for a step that a runner left unfinished and that no runner will resume: a step of the way forward
 * once the run is rolling back, a step before the commit once the run only goes forward, any step once the
 * run has ended. Its record stays as it was left.
 */
export function isInterrupted(state: Pick<RunState, "phase" | "steps">, name: StepName): boolean {
  const { status } = state.steps[name];
  if (status !== "running" && status !== "undoing") return false;
  if (state.phase === "rolling-back") return status === "running";
  return (
    state.phase === "ended" ||
    (state.phase === "finishing" && stepIndex(name) < stepIndex(POINT_OF_NO_RETURN))
  );
}

/**
 * True while a step that has not begun may still begin: never in a rollback; after the commit or support's
 * acceptance, only the steps after the commit.
 */
export function isToCome(state: Pick<RunState, "phase" | "steps">, name: StepName): boolean {
  if (state.steps[name].status !== "pending" || state.phase === "rolling-back" || state.phase === "ended")
    return false;
  return state.phase !== "finishing" || stepIndex(name) > stepIndex(POINT_OF_NO_RETURN);
}

/** The step that is being done or undone now, if any. */
export const currentStep = (state: RunState): StepName | null =>
  STEP_NAMES.find((name) => {
    const { status } = state.steps[name];
    return (status === "running" || status === "undoing") && !isInterrupted(state, name);
  }) ?? null;
