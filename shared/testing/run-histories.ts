/**
 * Histories of runs as the web process and its runners would write them: with failures, cancellations, kills
 * and support's unlocks.
 */
import fc from "fast-check";
import type { DECISIONS, RunEvent, UnlockAction } from "../journal.ts";
import { runIdSchema } from "../journal.ts";
import { isActive, isUnlockable, type RunState, reduceRun } from "../run-state.ts";
import {
  RUN_KINDS,
  RUNNER_STEP_NAMES,
  type RunKind,
  type RunnerStepName,
  type StepName,
  stepsOf,
} from "../steps.ts";

export interface RunScript {
  readonly kind: RunKind;
  /** False for a run that leaves the platform open: `mask` and `unmask` are skipped. */
  readonly masks: boolean;
  /** Fails each time it is done. */
  readonly failing: RunnerStepName | null;
  /** Fails each time it is undone. */
  readonly undoFailing: RunnerStepName | null;
  /** An administrator cancels once this many records are written, if the run is running then. */
  readonly cancelledAfter: number | null;
  /** Records that each runner writes before it is killed; the runners after these live on. */
  readonly kills: readonly number[];
  /** What support allows once it is needed. */
  readonly support: UnlockAction | null;
}

const stepOrNone = fc.option(fc.constantFrom(...RUNNER_STEP_NAMES));
export const runScript: fc.Arbitrary<RunScript> = fc.record({
  kind: fc.constantFrom(...RUN_KINDS),
  masks: fc.boolean(),
  failing: stepOrNone,
  undoFailing: stepOrNone,
  cancelledAfter: fc.option(fc.nat(60)),
  kills: fc.array(fc.nat(50), { maxLength: 6 }),
  support: fc.option(fc.constantFrom("retry", "go-back", "accept")),
});

type Decision = (typeof DECISIONS)[number];
/** What a runner does that finds the run in this state; null where it has no work. */
export type Decide = (state: RunState) => { readonly decision: Decision } | null;

/** Enough to write a history where the decision itself is not what is tested. */
export const simplestDecision: Decide = (state) => {
  if (!isActive(state)) return null;
  if (state.failures > 3) return { decision: "give-up" };
  if (state.phase === "rolling-back") return { decision: "roll-back" };
  if (state.phase === "finishing") return { decision: "finish" };
  return { decision: state.attempts === 0 ? "start" : "resume" };
};

const RUN = runIdSchema.parse("20261121-031200-a1b2c3");
const ADMIN = { id: "1", name: "Admin" };
const CAUSE = { code: "STEP_FAILED", facts: {} } as const;
const WITHOUT_UNDO: ReadonlySet<StepName> = new Set([
  "recheck",
  "restore",
  "migrate",
  "probe",
  "commit",
  "unmask",
  "clean",
]);
const MUST_BE_UNDONE: ReadonlySet<StepName> = new Set(["mask", "stop", "snapshot", "switch", "start"]);
/** No history gets longer: a run whose runners always fail ends long before. */
const RUNNERS_AT_MOST = 150;

export interface Moment {
  readonly state: RunState;
  /** All events up to here. */
  readonly events: readonly RunEvent[];
}

/** Every prefix of the history, oldest first. @throws when an event is not legal where it is written */
export function historyOf(script: RunScript, decide: Decide): Moment[] {
  const moments: Moment[] = [];
  const state = (): RunState => {
    const last = moments.at(-1);
    if (last === undefined) throw new Error("nothing is written yet");
    return last.state;
  };
  const write = (event: RunEvent): void => {
    const before = moments.at(-1) ?? null;
    const index = moments.length + 1;
    const record = { seq: index, index, runId: RUN, at: index, event };
    moments.push({
      state: reduceRun(before?.state ?? null, record),
      events: [...(before?.events ?? []), event],
    });
    const isCancelled = index === script.cancelledAfter && state().phase === "running";
    if (isCancelled) write({ type: "run:cancel-requested", by: ADMIN });
  };
  const live = (): void => {
    for (let runners = 0; runners < RUNNERS_AT_MOST; runners++) {
      const decided = decide(state());
      if (decided === null) return;
      let left = script.kills[runners] ?? Number.POSITIVE_INFINITY;
      for (const event of runner(script, state, decided.decision)) {
        if (left-- === 0) break;
        write(event);
      }
    }
    throw new Error("the run does not come to an end");
  };
  for (const event of untilConsent(script.kind)) write(event);
  live();
  const { support } = script;
  if (support !== null && isUnlockable(state(), support)) {
    const unlock = { by: ADMIN, action: support, sha256: "0", keyIds: ["k"], reference: "" };
    write({ type: "run:unlocked", ...unlock });
    live();
  }
  return moments;
}

const PLANNED: RunEvent = {
  type: "run:planned",
  plan: {
    from: "1.0.0",
    to: "1.1.0",
    steps: [],
    migrations: [],
    masks: true,
    maskedSeconds: 1,
    disk: [],
    pointOfNoReturn: "commit",
  },
};
const CONSENTED: RunEvent = {
  type: "run:consented",
  consent: { by: ADMIN, noticeSha256: null, informationSha256: "0", warningsAccepted: [] },
};
/** What makes a run that was opened a running one. */
export const PLANNED_AND_CONSENTED: readonly RunEvent[] = [PLANNED, CONSENTED];

function* untilConsent(kind: RunKind): Generator<RunEvent> {
  yield { type: "run:opened", by: ADMIN, fileName: "f", fileSize: 1, from: "1.0.0", kind };
  yield* whole("check", { type: "run:measured", checks: [] });
  yield* whole("plan", PLANNED);
  yield* whole("consent", CONSENTED);
}

function* whole(step: StepName, effect: RunEvent): Generator<RunEvent> {
  yield { type: "step:intended", step, direction: "do", facts: {} };
  yield effect;
  yield { type: "step:effected", step, direction: "do", facts: {} };
  yield { type: "step:done", step, direction: "do", facts: {} };
}

function* runner(script: RunScript, state: () => RunState, decision: Decision): Generator<RunEvent> {
  yield { type: "runner:started", pid: 1, attempt: state().attempts + 1, decision };
  switch (decision) {
    case "start":
    case "resume":
    case "finish":
      return yield* forward(script, state);
    case "roll-back":
      return yield* back(script, state, { code: "RUNNER_STOPPED", facts: {} });
    case "accept":
      return yield { type: "run:ended", outcome: "accepted", error: null, locked: false };
    case "give-up":
      return yield { type: "run:ended", outcome: "intervention", error: CAUSE, locked: true };
    default:
      decision satisfies never;
  }
}

const rowsOf = (kind: RunKind): StepName[] =>
  stepsOf(kind).flatMap(({ name, owner }) => (owner === "runner" ? [name] : []));

function* forward(script: RunScript, state: () => RunState): Generator<RunEvent> {
  for (const step of rowsOf(script.kind)) {
    const { status } = state().steps[step];
    if (status === "done" || status === "skipped") continue;
    if (!script.masks && (step === "mask" || step === "unmask")) {
      yield { type: "step:skipped", step };
      continue;
    }
    if (state().cancelRequestedBy !== null && state().phase === "running")
      return yield* back(script, state, { code: "RUN_CANCELLED", facts: {} });
    yield { type: "step:intended", step, direction: "do", facts: {} };
    if (step === script.failing) {
      yield { type: "step:failed", step, direction: "do", error: CAUSE };
      if (state().phase !== "finishing") return yield* back(script, state, CAUSE);
      yield { type: "run:warned", step, error: CAUSE };
      if (step !== "clean") return yield { type: "runner:failed", error: CAUSE };
      continue;
    }
    if (step === "commit" && state().phase !== "finishing") yield { type: "run:committed", version: "1.1.0" };
    yield { type: "step:effected", step, direction: "do", facts: {} };
    yield { type: "step:done", step, direction: "do", facts: {} };
  }
  yield { type: "run:ended", outcome: "succeeded", error: null, locked: false };
}

function* back(
  script: RunScript,
  state: () => RunState,
  cause: {
    readonly code: "STEP_FAILED" | "RUN_CANCELLED" | "RUNNER_STOPPED";
    readonly facts: Record<string, never>;
  },
): Generator<RunEvent> {
  if (state().phase !== "rolling-back") yield { type: "run:rolling-back", cause };
  for (const step of rowsOf(script.kind).toReversed()) {
    const { status } = state().steps[step];
    if (["pending", "skipped", "undone"].includes(status) || WITHOUT_UNDO.has(step)) continue;
    for (let tries = 1; tries <= 3; tries++) {
      yield { type: "step:intended", step, direction: "undo", facts: {} };
      if (step === script.undoFailing) yield { type: "step:failed", step, direction: "undo", error: CAUSE };
      else {
        yield { type: "step:effected", step, direction: "undo", facts: {} };
        yield { type: "step:done", step, direction: "undo", facts: {} };
        break;
      }
    }
    if (step === script.undoFailing && MUST_BE_UNDONE.has(step))
      return yield { type: "run:ended", outcome: "intervention", error: CAUSE, locked: true };
  }
  const cancelled = cause.code === "RUN_CANCELLED";
  yield {
    type: "run:ended",
    outcome: cancelled ? "cancelled" : "rolled-back",
    error: cause,
    locked: !cancelled,
  };
}
