import type { Plan } from "../../../../shared/plan.ts";
import { type RunKind, STEPS, type StepName, stepsOf } from "../../../../shared/steps.ts";

export interface StepGroup {
  readonly part: "before" | "masked" | "after";
  readonly steps: readonly StepName[];
}

/** The pipeline in its parts: before the maintenance page, behind it, after it. As planned, or as the pipeline is when there is no plan. */
export function groupSteps(plan: Plan | null, kind: RunKind): readonly StepGroup[] {
  const masked = new Set(
    plan ? plan.steps.filter((step) => step.masked).map(({ name }) => name) : maskedByNature(),
  );
  const names = stepsOf(kind).map(({ name }) => name);
  const first = names.findIndex((name) => masked.has(name));
  if (first < 0) return [{ part: "before", steps: names }];
  const last = names.findLastIndex((name) => masked.has(name));
  const groups: StepGroup[] = [
    { part: "before", steps: names.slice(0, first) },
    { part: "masked", steps: names.slice(first, last + 1) },
    { part: "after", steps: names.slice(last + 1) },
  ];
  return groups.filter(({ steps }) => steps.length > 0);
}

const maskedByNature = (): StepName[] => STEPS.filter((step) => step.masked).map(({ name }) => name);
