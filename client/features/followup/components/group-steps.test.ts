import { describe, expect, it } from "vitest";
import type { Plan } from "../../../../shared/plan.ts";
import { STEP_NAMES, type StepName, stepsOf } from "../../../../shared/steps.ts";
import { groupSteps } from "./group-steps.ts";

const UPDATE_STEPS = stepsOf("update").map(({ name }) => name);

const planMasking = (masked: readonly StepName[]): Plan => ({
  from: "4.6.2",
  to: "4.6.3",
  steps: STEP_NAMES.map((name) => ({ name, applies: true, masked: masked.includes(name), estimate: null })),
  migrations: [],
  masks: masked.length > 0,
  maskedSeconds: 0,
  disk: [],
  pointOfNoReturn: "commit",
});

describe("the parts of the pipeline", () => {
  it("are the pipeline's own as long as there is no plan", () => {
    const groups = groupSteps(null, "update");
    expect(groups.map(({ part, steps }) => [part, steps[0], steps.at(-1)])).toEqual([
      ["before", "receive", "recheck"],
      ["masked", "mask", "commit"],
      ["after", "unmask", "clean"],
    ]);
  });

  it("are one when the plan never shows the maintenance page", () => {
    expect(groupSteps(planMasking([]), "update")).toEqual([{ part: "before", steps: UPDATE_STEPS }]);
  });

  it("hold every step once, in order", () => {
    for (const masked of [["mask"], ["receive", "clean"], ["switch", "start"]] as const) {
      expect(groupSteps(planMasking(masked), "update").flatMap(({ steps }) => steps)).toEqual(UPDATE_STEPS);
    }
  });

  it("of a return have the restoration and no migration", () => {
    const masked = groupSteps(null, "revert").find(({ part }) => part === "masked");
    expect(masked?.steps).toEqual([
      "mask",
      "stop",
      "snapshot",
      "restore",
      "switch",
      "start",
      "probe",
      "commit",
    ]);
  });
});
