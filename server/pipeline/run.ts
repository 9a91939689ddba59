/** Carries out what was decided for a run, until the journal records its end. The caller holds the runner's lock. */
import type { ErrorReport } from "../../shared/errors.ts";
import type { DECISIONS } from "../../shared/journal.ts";
import { back } from "./back.ts";
import { forward } from "./forward.ts";
import { loadStepContext } from "./load-step-context.ts";
import { accept, giveUp, type Known } from "./outcomes.ts";
import { RunAtWork, type RunOptions } from "./run-at-work.ts";

type Decision = (typeof DECISIONS)[number];

export interface ExecuteOptions extends Omit<RunOptions, "context"> {
  readonly known: Known;
}

export async function executeDecision(
  { known, ...options }: ExecuteOptions,
  decision: Decision,
): Promise<void> {
  if (decision === "give-up") return await giveUp(options.journal, known);
  // Support has judged the platform as it is: the run's own files are not needed.
  if (decision === "accept") return await accept(options.journal, known);
  await executeRun({ ...options, context: await loadStepContext(known) }, decision);
}

export async function executeRun(
  options: RunOptions,
  decision: Exclude<Decision, "give-up" | "accept">,
): Promise<void> {
  const run = new RunAtWork(options);
  switch (decision) {
    case "start":
    case "resume":
    case "finish":
      return await forward(run);
    case "roll-back": {
      const { state } = run;
      const cause: ErrorReport =
        state.phase === "rolling-back" ? state.cause : { code: "RUNNER_STOPPED", facts: {} };
      return await back(run, cause);
    }
    default:
      decision satisfies never;
  }
}
