/** The pipelines' tables: what each step does and undoes, in order. Undo runs from the bottom up. */
import type { RunKind, RunnerStepName } from "../../shared/steps.ts";
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

const UPDATE: readonly Step[] = [
  backup,
  rehearse,
  place,
  recheck,
  mask,
  stop,
  snapshot,
  migrate,
  switchRelease,
  start,
  probe,
  commit,
  unmask,
  clean,
] satisfies readonly (Step & { name: RunnerStepName })[];

/** Going back after success: the restore point of the update that is undone takes the place of its migrations. */
const REVERT: readonly Step[] = [
  backup,
  recheck,
  mask,
  stop,
  snapshot,
  restore,
  switchRelease,
  start,
  probe,
  commit,
  unmask,
  clean,
] satisfies readonly (Step & { name: RunnerStepName })[];

export const PIPELINES: Readonly<Record<RunKind, readonly Step[]>> = { update: UPDATE, revert: REVERT };
