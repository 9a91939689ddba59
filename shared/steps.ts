/** `revert`: goes back from an update that succeeded to the version before it. */
export const RUN_KINDS = ["update", "revert"] as const;
export type RunKind = (typeof RUN_KINDS)[number];

/**
 * The steps of a run, in order; this is the only place that states the order. The server's tables add what
 * each step needs, does and undoes (`server/planning/rows.ts`, `server/pipeline/rows.ts`); the catalogue adds
 * what the screen says.
 * - `kind`: the only kind of run that has the step; without it both kinds have it.
 * - `masked`: the maintenance page is shown while the step runs.
 * - `closes`: from this step's intent on, the platform may be closed to its users.
 * - `opens`: once it is done, they are back.
 * - `commits`: once its effect is there, the run only goes forward.
 */
export const STEPS = [
  { name: "receive", masked: false, owner: "web", kind: "update" },
  { name: "check", masked: false, owner: "web" },
  { name: "plan", masked: false, owner: "web" },
  { name: "consent", masked: false, owner: "web" },
  { name: "backup", masked: false, owner: "runner" },
  { name: "rehearse", masked: false, owner: "runner", kind: "update" },
  { name: "place", masked: false, owner: "runner", kind: "update" },
  { name: "recheck", masked: false, owner: "runner" },
  { name: "mask", masked: true, owner: "runner", closes: true },
  { name: "stop", masked: true, owner: "runner" },
  { name: "snapshot", masked: true, owner: "runner" },
  { name: "restore", masked: true, owner: "runner", kind: "revert" },
  { name: "migrate", masked: true, owner: "runner", kind: "update" },
  { name: "switch", masked: true, owner: "runner" },
  { name: "start", masked: true, owner: "runner" },
  { name: "probe", masked: true, owner: "runner" },
  { name: "commit", masked: true, owner: "runner", commits: true },
  { name: "unmask", masked: false, owner: "runner", opens: true },
  { name: "clean", masked: false, owner: "runner" },
] as const;

export type StepName = (typeof STEPS)[number]["name"];
export type RunnerStepName = Extract<(typeof STEPS)[number], { owner: "runner" }>["name"];
export const STEP_NAMES = STEPS.map((step) => step.name) as [StepName, ...StepName[]];
export const isStepName = (name: unknown): name is StepName => STEP_NAMES.some((known) => known === name);
/** The steps of a kind of run, in order. */
export const stepsOf = (kind: RunKind): readonly (typeof STEPS)[number][] =>
  STEPS.filter((step) => !("kind" in step) || step.kind === kind);
export const RUNNER_STEP_NAMES: readonly RunnerStepName[] = STEPS.flatMap((step) =>
  step.owner === "runner" ? [step.name] : [],
);
/** Index in the pipeline; a smaller one comes first. */
export const stepIndex = (name: StepName): number => STEP_NAMES.indexOf(name);

/** The step with this flag. There is exactly one for each flag. */
const theOne = (flag: "closes" | "opens" | "commits"): StepName => {
  const [step, ...others] = STEPS.filter((candidate) => flag in candidate);
  if (step === undefined || others.length > 0) throw new Error(`not exactly one step ${flag}`);
  return step.name;
};
export const CLOSING_STEP = theOne("closes");
export const OPENING_STEP = theOne("opens");
/** From this step on a run only goes forward. */
export const POINT_OF_NO_RETURN = theOne("commits");
