/** `return`: the way back from an update that succeeded, to the version before it. */
export const RUN_KINDS = ["update", "revert"] as const;
export type RunKind = (typeof RUN_KINDS)[number];

/**
 * The pipeline's rows, in order. The server's table adds what each does and undoes; the catalogue adds what the screen says.
 * `kind`: the one kind of run that has the row; both have it where there is none.
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
  { name: "mask", masked: true, owner: "runner" },
  { name: "stop", masked: true, owner: "runner" },
  { name: "snapshot", masked: true, owner: "runner" },
  { name: "restore", masked: true, owner: "runner", kind: "revert" },
  { name: "migrate", masked: true, owner: "runner", kind: "update" },
  { name: "switch", masked: true, owner: "runner" },
  { name: "start", masked: true, owner: "runner" },
  { name: "probe", masked: true, owner: "runner" },
  { name: "commit", masked: true, owner: "runner" },
  { name: "unmask", masked: false, owner: "runner" },
  { name: "clean", masked: false, owner: "runner" },
] as const;

export type StepName = (typeof STEPS)[number]["name"];
export type RunnerStepName = Extract<(typeof STEPS)[number], { owner: "runner" }>["name"];
export const STEP_NAMES = STEPS.map((step) => step.name) as [StepName, ...StepName[]];
export const isStepName = (name: unknown): name is StepName => STEP_NAMES.some((known) => known === name);
/** The rows of a kind of run, in order. */
export const stepsOf = (kind: RunKind): readonly (typeof STEPS)[number][] =>
  STEPS.filter((step) => !("kind" in step) || step.kind === kind);
/** Index in the pipeline; a smaller one comes first. */
export const stepIndex = (name: StepName): number => STEP_NAMES.indexOf(name);
/** From this step on a run only goes forward. */
export const POINT_OF_NO_RETURN: StepName = "commit";
