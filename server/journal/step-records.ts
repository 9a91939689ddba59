/** The steps before the runner: the whole effect is the record that stands between intent and done. */
import type { RunId } from "../../shared/journal.ts";
import type { StepName } from "../../shared/steps.ts";
import type { Journal } from "./journal.ts";

export class StepRecords {
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  intended(runId: RunId, step: StepName): void {
    this.#journal.append(runId, { type: "step:intended", step, direction: "do", facts: {} });
  }

  done(runId: RunId, step: StepName): void {
    this.#journal.append(runId, { type: "step:effected", step, direction: "do", facts: {} });
    this.#journal.append(runId, { type: "step:done", step, direction: "do", facts: {} });
  }

  whole(runId: RunId, step: StepName, effect: () => void): void {
    this.intended(runId, step);
    effect();
    this.done(runId, step);
  }
}
