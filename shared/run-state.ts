import type { z } from "zod";
import type { ErrorReport } from "./errors.ts";
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
import type { Check, Plan } from "./plan.ts";
import { POINT_OF_NO_RETURN, type RunKind, STEP_NAMES, type StepName, stepIndex } from "./steps.ts";

/**
 * The state of a run, folded from its journal records and from nothing else.
 *
 *   receiving ──staged, measured, planned──▶ reviewing ──consented──▶ running ──committed──▶ finishing ──▶ ended(succeeded)
 *       │                                        │                      │
 *       │ refused, cut, cancelled                │ discarded            │ a step failed, or cancelled
 *       ▼                                        ▼                      ▼
 *     ended(refused | cancelled)          ended(cancelled)        rolling-back ──▶ ended(rolled-back | cancelled | intervention)
 *
 * Support's unlock opens an *intervention* again: rolling-back (go back, retry) or finishing (retry after the commit, accept as is).
 * A return (`kind`) has no receiving to speak of: it is opened, planned and consented at once.
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
  /** The update that a return undoes. */
  readonly reverts: RunId | null;
  readonly steps: Readonly<Record<StepName, StepState>>;
  readonly archive: ArchiveSummary | null;
  readonly checks: readonly Check[];
  readonly plan: Plan | null;
  readonly consent: (z.infer<typeof consentSchema> & { at: number }) | null;
  readonly warnings: readonly { at: number; step: StepName | null; error: ErrorReport }[];
  /** Runner processes started for this run so far. */
  readonly attempts: number;
  /** Of them, those that said that they could not go on. */
  readonly failures: number;
  /** What the last runner that found the run begun decided, and why. */
  readonly recovery: Recovery | null;
  readonly unlocked: {
    readonly at: number;
    readonly by: Actor;
    readonly action: UnlockAction;
    readonly reference: string;
  } | null;
  readonly cancelRequestedBy: Actor | null;
  /** True from the moment the mask was intended until its removal is done. */
  readonly masked: boolean;
}
export interface Recovery {
  readonly at: number;
  readonly attempt: number;
  readonly decision: (typeof DECISIONS)[number];
  readonly reason: DecisionReason;
  /** The step at work when it was interrupted. */
  readonly step: StepName | null;
  readonly world: World | null;
}
export interface Receiving extends Common {
  readonly phase: "receiving";
}
/** The archive is verified and staged; an administrator reads and decides. */
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
/** Committed, or accepted as it is by support: only forward from here. */
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
  /** Why it went back, when it did: where the way back failed, `error` says that instead. */
  readonly cause: ErrorReport | null;
  /** What was found when a human was called. */
  readonly world: World | null;
  /** The archive is refused from now on, until support unlocks it. */
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

/** True when its effect was once there whole, whatever has become of it since. */
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

/** Folds one record. `state` is null only for `run:opened`. Throws when a record does not follow the one before. */
export function reduceRun(state: RunState | null, record: RunRecord): RunState {
  const { event, at } = record;
  if (event.type === "run:opened") {
    if (state !== null) throw new Error(`run ${record.runId} was opened twice`);
    return {
      phase: "receiving",
      id: record.runId,
      records: record.index,
      openedAt: at,
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
    };
  }
  if (state === null) throw new Error(`run ${record.runId} does not begin with run:opened`);
  if (record.index !== state.records + 1)
    throw new Error(`run ${record.runId}: record ${record.index} after ${state.records}`);
  return fold({ ...state, records: record.index }, event, at);
}

function fold(
  state: RunState,
  event: Exclude<RunRecord["event"], { type: "run:opened" }>,
  at: number,
): RunState {
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
      return withStep(state, event.step, { status: "skipped" });
    case "step:intended": {
      const before = state.steps[event.step];
      const masked = event.step === "mask" && event.direction === "do" ? true : state.masked;
      return event.direction === "do"
        ? withStep({ ...state, masked }, event.step, { status: "running", startedAt: at })
        : withStep(state, event.step, {
            status: "undoing",
            startedAt: startOf(before, at),
            // Why the undo before this one failed is over with it.
            error: before.status === "undo-failed" ? null : errorOf(before),
            wasDone: wasDone(before),
          });
    }
    case "step:effected":
      return state;
    case "step:done": {
      const before = state.steps[event.step];
      const lifted =
        (event.step === "unmask" && event.direction === "do") ||
        (event.step === "mask" && event.direction === "undo");
      const next = lifted ? { ...state, masked: false } : state;
      return event.direction === "do"
        ? withStep(next, event.step, { status: "done", startedAt: startOf(before, at), endedAt: at })
        : withStep(next, event.step, {
            status: "undone",
            startedAt: startOf(before, at),
            endedAt: at,
            error: errorOf(before),
            wasDone: wasDone(before),
          });
    }
    case "step:failed": {
      const before = state.steps[event.step];
      const ended = { startedAt: startOf(before, at), endedAt: at, error: event.error };
      return event.direction === "do"
        ? withStep(state, event.step, { status: "failed", ...ended })
        : withStep(state, event.step, { status: "undo-failed", ...ended, wasDone: wasDone(before) });
    }
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
        // A platform that waits for a human is masked, whatever step it was in; one that support took as it is was opened without a step's record.
        masked: event.outcome === "intervention",
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

function recoveryOf(
  event: Extract<RunRecord["event"], { type: "runner:started" }>,
  at: number,
): Recovery | null {
  const { attempt, decision, reason, step = null, world = null } = event;
  return reason === undefined || decision === "start" ? null : { at, attempt, decision, reason, step, world };
}

/** @throws when the run is not one that this action is for: the writer must have refused it */
function unlock(
  state: RunState,
  { by, action, reference }: Extract<RunRecord["event"], { type: "run:unlocked" }>,
  at: number,
): RunState {
  if (!isUnlockable(state, action)) throw new Error(`run ${state.id} cannot be unlocked: ${action}`);
  const unlocked = { at, by, action, reference };
  if (state.outcome !== "intervention") return { ...state, locked: false, unlocked };
  const { committedAt, ...known } = state;
  const startedAt = state.startedAt ?? at;
  // The mask was raised when a human was called, also where no step had: whichever way it goes on from here lifts it.
  const mask: StepState =
    state.steps.mask.status === "done" ? state.steps.mask : { status: "done", startedAt: at, endedAt: at };
  const steps = { ...state.steps, mask, unmask: { status: "pending" } as const };
  const again = { ...known, unlocked, attempts: 0, failures: 0, startedAt, masked: true, steps };
  const forward = action === "accept" || (action === "retry" && committedAt !== null);
  if (forward) return { ...again, phase: "finishing", committedAt };
  // A commit that is gone back on is none any more, should a human be needed again: the database of the version before stands there already.
  return { ...again, phase: "rolling-back", cause: state.cause ?? { code: "RUNNER_STOPPED", facts: {} } };
}

/** A failed update may be tried again; where a human was needed, support also chooses how it ends. */
export const isUnlockable = (state: RunState, action: UnlockAction): state is Ended =>
  state.phase === "ended" && (state.outcome === "intervention" || (state.locked && action === "retry"));

const committedAtOf = (state: RunState): number | null => ("committedAt" in state ? state.committedAt : null);
const startedAtOf = (state: RunState): number | null => ("startedAt" in state ? state.startedAt : null);

/** True while the runner owns the run: nobody else may start one. */
export const isActive = (state: RunState): state is Running | RollingBack | Finishing =>
  state.phase === "running" || state.phase === "rolling-back" || state.phase === "finishing";

export const isOpen = (state: RunState): boolean => state.phase !== "ended";

/**
 * True for a step whose runner stopped in it, and that nothing takes up again: one of the way there once the run goes back,
 * one of before the commit once it only goes forward, any once it has ended. Its record stays as it was left.
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

/** True while a step that has not begun may still begin: never on the way back; after the commit, or support's acceptance, only what follows it. */
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
