import { describe, expect, it } from "vitest";
import { createI18n } from "../../shared/i18n/index.ts";
import { LANGUAGES } from "../../shared/i18n/languages.ts";
import { DECISION_REASONS, DECISIONS, type World } from "../../shared/journal.ts";
import type { Recovery, RunState } from "../../shared/run-state.ts";
import { STEP_NAMES } from "../../shared/steps.ts";
import { safeAfter, whatIsSafe } from "./what-is-safe.ts";

const world = (restorePoint: World["restorePoint"]): World => ({
  release: "4.6.2",
  complete: true,
  masked: true,
  restorePoint,
  backup: "proven",
  services: [],
});
const recovery = (change: Partial<Recovery>): Recovery => ({
  at: 0,
  attempt: 2,
  decision: "roll-back",
  reason: "mask-to-commit",
  step: "migrate",
  world: world("whole"),
  ...change,
});

const pending = { status: "pending" } as const;
const done = { status: "done", startedAt: 1, endedAt: 2 } as const;
const NOTHING = Object.fromEntries(STEP_NAMES.map((name) => [name, pending])) as RunState["steps"];
const before = { phase: "running", steps: NOTHING } as const;
const masked = { phase: "rolling-back", steps: { ...NOTHING, mask: done, snapshot: done } } as const;
/** Of a run that never shows the maintenance page. */
const unmasked = {
  phase: "running",
  steps: { ...NOTHING, backup: done, mask: { status: "skipped" } },
} as const;
const migrated = { ...unmasked.steps, snapshot: done, migrate: done };
const over = { ...masked, phase: "ended" } as const;

describe("what is safe", () => {
  it.each<[string | null, Partial<Recovery>, Pick<RunState, "phase" | "steps">]>([
    ["untouched", { decision: "resume", reason: "before-mask" }, before],
    [null, { decision: "resume", reason: "before-mask" }, { ...masked, phase: "running" }],
    [null, { decision: "resume", reason: "before-mask" }, over],
    ["untouched", { reason: "attempts-used-up" }, before],
    ["untouched", { decision: "resume", reason: "before-mask" }, unmasked],
    [null, { decision: "resume", reason: "before-mask" }, { ...unmasked, steps: migrated }],
    ["restorable", { reason: "attempts-used-up" }, { ...unmasked, steps: migrated }],
    ["restorable", {}, masked],
    ["wayBackGone", { world: world("partial") }, masked],
    ["wayBackGone", { world: null }, masked],
    ["before", { world: world("partial") }, { ...before, phase: "rolling-back" }],
    [null, {}, over],
    ["committed", { decision: "finish", reason: "committed" }, masked],
    ["accepted", { decision: "accept", reason: "support-accepts" }, masked],
    ["stopped", { decision: "give-up", reason: "recoveries-used-up" }, masked],
    [null, { decision: "give-up", reason: "recoveries-used-up" }, over],
  ])("is %s", (key, change, run) => {
    expect(whatIsSafe(recovery(change), run)).toBe(key);
  });

  it.each<[string | null, Partial<Parameters<typeof safeAfter>[0]>]>([
    [null, { outcome: "rolled-back" }],
    [null, { outcome: "succeeded", committedAt: 5 }],
    ["accepted", { outcome: "accepted" }],
    ["committed", { committedAt: 5 }],
    ["before", { steps: before.steps }],
    ["stoppedRestorable", {}],
    ["stopped", { world: world("partial") }],
    ["stopped", { world: null }],
  ])("is %s when it has ended", (key, change) => {
    expect(
      safeAfter({
        outcome: "intervention",
        committedAt: null,
        steps: masked.steps,
        world: world("whole"),
        ...change,
      }),
    ).toBe(key);
  });

  it.each(LANGUAGES)("is said with every decision and every reason in %s", (language) => {
    const { exists } = createI18n(language);
    const keys = [
      ...DECISIONS.map((decision) => `recovery.decision.${decision}`),
      ...DECISION_REASONS.map((reason) => `recovery.reason.${reason}`),
      ...["accepted", "committed", "before", "stoppedRestorable", "stopped"].map(
        (key) => `recovery.safe.${key}`,
      ),
      ...DECISIONS.flatMap((decision) =>
        DECISION_REASONS.flatMap((reason) =>
          [before, masked, over]
            .map((run) => whatIsSafe(recovery({ decision, reason }), run))
            .flatMap((key) => (key === null ? [] : `recovery.safe.${key}`)),
        ),
      ),
    ];
    expect(keys.filter((key) => !exists(key))).toEqual([]);
  });
});
