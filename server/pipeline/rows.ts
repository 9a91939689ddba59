/** Every step that a runner does and undoes. A step without its row does not compile; only `shared/steps.ts` defines the order. */
import { type RunKind, type RunnerStepName, stepsOf } from "../../shared/steps.ts";
import type { Step } from "./context.ts";
import { backup } from "./steps/backup.ts";
import { clean } from "./steps/clean.ts";
import { commit } from "./steps/commit.ts";
import { mask, unmask } from "./steps/mask.ts";
import { migrate } from "./steps/migrate.ts";
import { place } from "./steps/place.ts";
import { recheck } from "./steps/recheck.ts";
import { rehearse } from "./steps/rehearse.ts";
import { restore } from "./steps/restore.ts";
import { probe, start, stop } from "./steps/services.ts";
import { snapshot } from "./steps/snapshot.ts";
import { switchRelease } from "./steps/switch.ts";

export const ROWS: { readonly [N in RunnerStepName]: Step<N> } = {
  backup,
  rehearse,
  place,
  recheck,
  mask,
  stop,
  snapshot,
  restore,
  migrate,
  switch: switchRelease,
  start,
  probe,
  commit,
  unmask,
  clean,
};

/** The rows of a kind of run, in order. A rollback undoes them from the last to the first. */
const pipelineOf = (kind: RunKind): readonly Step[] =>
  stepsOf(kind).flatMap((step) => (step.owner === "runner" ? [ROWS[step.name]] : []));

export const PIPELINES: Readonly<Record<RunKind, readonly Step[]>> = {
  update: pipelineOf("update"),
  revert: pipelineOf("revert"),
};
