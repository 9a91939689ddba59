import { describe, expect, it } from "vitest";
import type { RunState } from "../../shared/run-state.ts";
import { STEP_NAMES, type StepName } from "../../shared/steps.ts";
import { isToCome } from "./run-words.ts";

const pending = { status: "pending" } as const;
const done = { status: "done", startedAt: 1, endedAt: 2 } as const;
const NOTHING = Object.fromEntries(STEP_NAMES.map((name) => [name, pending])) as RunState["steps"];

describe("a step that has not begun", () => {
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

  it("is meant alone: what is done is not to come", () => {
    expect(isToCome({ phase: "running", steps: { ...NOTHING, backup: done } }, "backup")).toBe(false);
  });
});
