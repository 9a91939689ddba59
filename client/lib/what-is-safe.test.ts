import { describe, expect, it } from "vitest";
import { createI18n, LANGUAGES } from "../../shared/i18n/index.ts";
import { DECISION_REASONS, DECISIONS, type World } from "../../shared/journal.ts";
import type { Recovery } from "../../shared/run-state.ts";
import { whatIsSafe } from "./what-is-safe.ts";

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

describe("what is safe", () => {
  it.each<[string, Partial<Recovery>]>([
    ["untouched", { decision: "resume", reason: "before-mask" }],
    ["untouched", { reason: "attempts-used-up" }],
    ["restorable", {}],
    ["before", { world: world("partial") }],
    ["before", { world: null }],
    ["committed", { decision: "finish", reason: "committed" }],
    ["accepted", { decision: "accept", reason: "support-accepts" }],
    ["stoppedRestorable", { decision: "give-up", reason: "recoveries-used-up" }],
    ["stopped", { decision: "give-up", reason: "recoveries-used-up", world: world("absent") }],
  ])("is %s", (key, change) => {
    expect(whatIsSafe(recovery(change))).toBe(key);
  });

  it.each(LANGUAGES)("is said with every decision and every reason in %s", (language) => {
    const { exists } = createI18n(language);
    const keys = [
      ...DECISIONS.map((decision) => `recovery.decision.${decision}`),
      ...DECISION_REASONS.map((reason) => `recovery.reason.${reason}`),
      ...DECISIONS.flatMap((decision) => DECISION_REASONS.map((reason) => `recovery.safe.${whatIsSafe(recovery({ decision, reason }))}`)),
    ];
    expect(keys.filter((key) => !exists(key))).toEqual([]);
  });
});
