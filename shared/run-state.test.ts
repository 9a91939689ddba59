import { describe, expect, it } from "vitest";
import { exposure, hasClosed } from "./exposure.ts";
import { type RunEvent, type RunId, type RunRecord, runEventSchema, runIdSchema } from "./journal.ts";
import {
  currentStep,
  foldRecord,
  isActive,
  isInterrupted,
  isOpen,
  isToCome,
  type RunState,
  reduceRun,
  wasDone,
} from "./run-state.ts";
import { STEP_NAMES, type StepName } from "./steps.ts";

const RUN: RunId = runIdSchema.parse("20261121-031200-a1b2c3");
const ADMIN = { id: "1", name: "Admin" };
const OPENED: RunEvent = {
  type: "run:opened",
  by: ADMIN,
  fileName: "planidemo.maj.4.7.0.tgz",
  fileSize: 10,
  from: "4.6.2",
};
const FAILURE = { code: "MIGRATION_FAILED", facts: { migration: "m2" } } as const;

const PLAN: Extract<RunEvent, { type: "run:planned" }>["plan"] = {
  from: "4.6.2",
  to: "4.7.0",
  steps: [],
  migrations: [],
  masks: true,
  maskedSeconds: 60,
  disk: [],
  pointOfNoReturn: "commit",
};
const PLANNED: RunEvent = { type: "run:planned", plan: PLAN };
const CONSENTED: RunEvent = {
  type: "run:consented",
  consent: { by: ADMIN, noticeSha256: null, informationSha256: "x", warningsAccepted: [] },
};
const intended = (step: StepName, direction: "do" | "undo" = "do"): RunEvent => ({
  type: "step:intended",
  step,
  direction,
  facts: {},
});
const done = (step: StepName, direction: "do" | "undo" = "do"): RunEvent => ({
  type: "step:done",
  step,
  direction,
  facts: {},
});

/** Folds the events, one millisecond apart from 1 on. */
function fold(...events: RunEvent[]): RunState {
  const state = events.reduce<RunState | null>((before, event, i) => {
    const record: RunRecord = {
      seq: i + 1,
      index: i + 1,
      runId: RUN,
      at: i + 1,
      event: runEventSchema.parse(event),
    };
    return reduceRun(before, record);
  }, null);
  if (state === null) throw new Error("no event");
  return state;
}
const UNLOCKED: RunEvent = {
  type: "run:unlocked",
  by: ADMIN,
  action: "accept",
  reference: "r",
  sha256: "a".repeat(64),
  keyIds: ["k"],
};
const RUNNING: RunEvent[] = [OPENED, PLANNED, CONSENTED];
const BACK: RunEvent = { type: "run:rolling-back", cause: { code: "RUNNER_STOPPED", facts: {} } };

describe("a run that succeeds", () => {
  it("goes receiving, reviewing, running, finishing, ended", () => {
    const committed: RunEvent = { type: "run:committed", version: "4.7.0" };
    const ended: RunEvent = { type: "run:ended", outcome: "succeeded", error: null, locked: false };
    const events = [OPENED, PLANNED, CONSENTED, committed, ended];
    const phases = events.map((_, i) => fold(...events.slice(0, i + 1)).phase);
    expect(phases).toEqual(["receiving", "reviewing", "running", "finishing", "ended"]);
    const states = events.map((_, i) => fold(...events.slice(0, i + 1)));
    expect(states.map(isActive)).toEqual([false, false, true, true, false]);
    expect(states.map(isOpen)).toEqual([true, true, true, true, false]);
    expect(states.at(-1)).toMatchObject({ outcome: "succeeded", startedAt: 3, endedAt: 5, locked: false });
  });

  it("measures each step, and knows which one it is at", () => {
    const state = fold(
      ...RUNNING,
      intended("backup"),
      { type: "step:effected", step: "backup", direction: "do", facts: {} },
      done("backup"),
    );
    expect(state.steps.backup).toEqual({ status: "done", startedAt: 4, endedAt: 6 });
    expect(currentStep(state)).toBeNull();
    expect(currentStep(fold(...RUNNING, intended("backup")))).toBe("backup");
    expect(fold(...RUNNING, { type: "step:skipped", step: "migrate" }).steps.migrate).toEqual({
      status: "skipped",
    });
  });

  it("is not at a step in which its runner died, once it rolls back, is finishing or has ended", () => {
    const died = fold(...RUNNING, intended("mask"), done("mask"), intended("migrate"));
    expect([currentStep(died), isInterrupted(died, "migrate")]).toEqual(["migrate", false]);

    const events = [...RUNNING, intended("mask"), done("mask"), intended("migrate"), BACK];
    expect([currentStep(fold(...events)), isInterrupted(fold(...events), "migrate")]).toEqual([null, true]);
    const undoing = fold(...events, intended("switch", "undo"));
    expect([currentStep(undoing), isInterrupted(undoing, "switch")]).toEqual(["switch", false]);

    const called: RunEvent = { type: "run:ended", outcome: "intervention", error: null, locked: true };
    const ended = fold(...events, intended("switch", "undo"), called);
    expect([currentStep(ended), isInterrupted(ended, "migrate"), isInterrupted(ended, "switch")]).toEqual([
      null,
      true,
      true,
    ]);

    const accepted = fold(...events, called, UNLOCKED, intended("unmask"));
    expect([currentStep(accepted), isInterrupted(accepted, "migrate")]).toEqual(["unmask", true]);
  });

  it("may be planned again while it is reviewed or running, without changing its phase", () => {
    expect(fold(OPENED, PLANNED, PLANNED).phase).toBe("reviewing");
    expect(fold(...RUNNING, PLANNED).phase).toBe("running");
  });
});

describe("whether people meet the platform", () => {
  const MASKED = [...RUNNING, intended("mask"), done("mask")];

  it("is in doubt from the mask's intent on: the platform may be closed already", () => {
    expect(exposure(fold(...RUNNING))).toBe("open");
    expect(exposure(fold(...RUNNING, intended("mask")))).toBe("masked");
  });

  it.each([
    ["unmask", "do", [{ type: "run:committed", version: "4.7.0" }]],
    ["mask", "undo", [BACK]],
  ] as const)("is certain again only when %s (%s) is done", (step, direction, way) => {
    const on = [...MASKED, ...way];
    expect(exposure(fold(...on))).toBe("masked");
    expect(exposure(fold(...on, intended(step, direction)))).toBe("handing-back");
    expect(exposure(fold(...on, intended(step, direction), done(step, direction)))).toBe("open");
  });

  it("is never in doubt in a run that skips the mask", () => {
    const skipped: RunEvent[] = [...RUNNING, { type: "step:skipped", step: "mask" }];
    const committed: RunEvent[] = [
      ...skipped,
      intended("migrate"),
      { type: "run:committed", version: "4.7.0" },
    ];
    for (const events of [skipped, committed, [...skipped, BACK]]) {
      expect(exposure(fold(...events))).toBe("open");
      expect(hasClosed(fold(...events))).toBe(false);
    }
    expect(hasClosed(fold(...MASKED, BACK, intended("mask", "undo"), done("mask", "undo")))).toBe(true);
  });

  it("is answered by the outcome once the run has ended", () => {
    const called: RunEvent = { type: "run:ended", outcome: "intervention", error: null, locked: true };
    expect(exposure(fold(...RUNNING, called))).toBe("masked");
    expect(exposure(fold(...MASKED, BACK, { ...called, outcome: "rolled-back" }))).toBe("open");
  });
});

describe("a run that fails", () => {
  const failed: RunEvent[] = [
    ...RUNNING,
    intended("migrate"),
    { type: "step:failed", step: "migrate", direction: "do", error: FAILURE },
    { type: "run:rolling-back", cause: FAILURE },
  ];

  it("keeps why a step failed while it is undone and after", () => {
    expect(fold(...failed)).toMatchObject({
      phase: "rolling-back",
      cause: FAILURE,
      steps: { migrate: { status: "failed", error: FAILURE } },
    });
    expect(fold(...failed, intended("migrate", "undo")).steps.migrate).toEqual({
      status: "undoing",
      startedAt: 4,
      error: FAILURE,
      wasDone: false,
    });
    expect(fold(...failed, intended("migrate", "undo"), done("migrate", "undo")).steps.migrate).toEqual({
      status: "undone",
      startedAt: 4,
      endedAt: 8,
      error: FAILURE,
      wasDone: false,
    });
  });

  it("forgets why an undo failed once it is tried again", () => {
    const snapped = [...RUNNING, intended("snapshot"), done("snapshot"), BACK, intended("snapshot", "undo")];
    const undoFailed = { type: "step:failed", step: "snapshot", direction: "undo", error: FAILURE } as const;
    const again = fold(...snapped, undoFailed, intended("snapshot", "undo"), done("snapshot", "undo"));
    expect(again.steps.snapshot).toMatchObject({ status: "undone", error: null });
  });

  it("remembers that a step was done, even if it was undone since", () => {
    const taken = [...RUNNING, intended("snapshot"), done("snapshot")];
    const { snapshot } = fold(...taken).steps;
    expect([snapshot.status, wasDone(snapshot)]).toEqual(["done", true]);
    const undoFailed = { type: "step:failed", step: "snapshot", direction: "undo", error: FAILURE } as const;
    const ways = [
      [intended("snapshot", "undo")],
      [intended("snapshot", "undo"), undoFailed],
      [intended("snapshot", "undo"), undoFailed, intended("snapshot", "undo")],
      [intended("snapshot", "undo"), done("snapshot", "undo")],
    ];
    for (const way of ways) expect(wasDone(fold(...taken, BACK, ...way).steps.snapshot)).toBe(true);
    expect(wasDone(fold(...failed, intended("migrate", "undo"), done("migrate", "undo")).steps.migrate)).toBe(
      false,
    );
  });

  it("shows an undo that failed", () => {
    const state = fold(...failed, intended("migrate", "undo"), {
      type: "step:failed",
      step: "migrate",
      direction: "undo",
      error: FAILURE,
    });
    expect(state.steps.migrate).toMatchObject({ status: "undo-failed", endedAt: 8 });
  });

  it("ends locked, with its reason", () => {
    const ended: RunEvent = { type: "run:ended", outcome: "rolled-back", error: FAILURE, locked: true };
    expect(fold(...failed, ended)).toMatchObject({
      phase: "ended",
      outcome: "rolled-back",
      error: FAILURE,
      locked: true,
      startedAt: 3,
    });
  });

  it("that never started has no start", () => {
    expect(
      fold(OPENED, { type: "run:ended", outcome: "refused", error: FAILURE, locked: false }),
    ).toMatchObject({
      startedAt: null,
      endedAt: 2,
    });
  });
});

describe("what does not follow", () => {
  const record = (index: number, event: RunEvent): RunRecord => ({
    seq: index,
    index,
    runId: RUN,
    at: 1,
    event,
  });
  it("is never folded: a second opening, a missing record, a run without a beginning", () => {
    const state = fold(OPENED);
    expect(() => reduceRun(state, record(2, OPENED))).toThrow("opened twice");
    expect(() => reduceRun(state, record(3, PLANNED))).toThrow("record 3 after 1");
    expect(() => reduceRun(state, record(1, PLANNED))).toThrow("record 1 after 1");
    expect(() => reduceRun(null, record(1, PLANNED))).toThrow("does not begin");
  });

  const CANCELLED: RunEvent = { type: "run:ended", outcome: "cancelled", error: null, locked: false };
  const COMMITTED: RunEvent = { type: "run:committed", version: "4.7.0" };
  const CANCEL: RunEvent = { type: "run:cancel-requested", by: ADMIN };
  const RUNNER: RunEvent = { type: "runner:started", pid: 1, attempt: 1, decision: "start" };
  const WARNED: RunEvent = { type: "run:warned", step: null, error: FAILURE };

  it.each<[string, RunEvent[], RunEvent, RunState["phase"]]>([
    ["a consent before the plan", [OPENED], CONSENTED, "receiving"],
    ["a consent that revives a run that has ended", [OPENED, PLANNED, CANCELLED], CONSENTED, "ended"],
    ["a second end", [OPENED, CANCELLED], CANCELLED, "ended"],
    ["a runner without consent", [OPENED, PLANNED], RUNNER, "reviewing"],
    ["a runner of a run that has ended", [OPENED, CANCELLED], RUNNER, "ended"],
    ["an undo without a rollback", [...RUNNING, intended("backup")], intended("backup", "undo"), "running"],
    ["a step forward during a rollback", [...RUNNING, BACK], intended("backup"), "rolling-back"],
    ["a rollback after the commit", [...RUNNING, COMMITTED], BACK, "finishing"],
    ["a commit during a rollback", [...RUNNING, BACK], COMMITTED, "rolling-back"],
    ["a request to cancel after the commit", [...RUNNING, COMMITTED], CANCEL, "finishing"],
    ["a warning before consent", [OPENED], WARNED, "receiving"],
    ["an unlock of a run that is not locked", [OPENED, CANCELLED], UNLOCKED, "ended"],
  ])("is not written, but read where an old journal holds it: %s", (_, before, event, phase) => {
    const state = fold(...before);
    expect(state.phase).toBe(phase);
    const next = record(before.length + 1, event);
    expect(() => reduceRun(state, next)).toThrow(`is ${phase}: ${event.type} is not legal`);
    expect(foldRecord(state, next).records).toBe(before.length + 1);
  });

  it("may be a runner's last words after the end", () => {
    const ended = [...RUNNING, BACK, CANCELLED];
    expect(fold(...ended, WARNED)).toMatchObject({ phase: "ended", warnings: [{ error: FAILURE }] });
    expect(fold(...ended, { type: "runner:failed", error: FAILURE })).toMatchObject({ failures: 1 });
  });

  it("leaves the state before it untouched", () => {
    const state = fold(OPENED);
    const before = structuredClone(state);
    reduceRun(state, record(2, intended("backup")));
    expect(state).toEqual(before);
  });
});

describe("a new run", () => {
  it("has every step pending", () => {
    expect(Object.keys(fold(OPENED).steps)).toEqual(STEP_NAMES);
    expect(new Set(Object.values(fold(OPENED).steps).map(({ status }) => status))).toEqual(
      new Set(["pending"]),
    );
  });
});

describe("a step that has not begun", () => {
  const NOTHING = fold(OPENED).steps;

  it.each<[RunState["phase"], StepName, boolean]>([
    ["receiving", "backup", true],
    ["reviewing", "migrate", true],
    ["running", "migrate", true],
    ["running", "clean", true],
    ["rolling-back", "switch", false],
    ["rolling-back", "clean", false],
    ["finishing", "migrate", false],
    ["finishing", "commit", false],
    ["finishing", "unmask", true],
    ["finishing", "clean", true],
    ["ended", "switch", false],
  ])("while the run is %s: is %s to come? %s", (phase, name, toCome) => {
    expect(isToCome({ phase, steps: NOTHING }, name)).toBe(toCome);
  });

  it("may be to come; a step that is done is not", () => {
    expect(
      isToCome(
        { phase: "running", steps: { ...NOTHING, backup: { status: "done", startedAt: 1, endedAt: 2 } } },
        "backup",
      ),
    ).toBe(false);
  });
});
