/** Records of the steps that the web process does before the runner: their only effect is the record between *intended* and *effected*. */
import type { RunId } from "../../shared/journal.ts";
import type { StepName } from "../../shared/steps.ts";
import type { Journal } from "./journal.ts";

export class StepRecords {
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** `allowed` throws when the step may not begin; called while no other process can append. */
  intended(runId: RunId, step: StepName, allowed?: () => void): void {
    this.#journal.append(runId, { type: "step:intended", step, direction: "do", facts: {} }, allowed);
  }

  done(runId: RunId, step: StepName): void {
    this.#journal.append(runId, { type: "step:effected", step, direction: "do", facts: {} });
    this.#journal.append(runId, { type: "step:done", step, direction: "do", facts: {} });
  }

  whole(runId: RunId, step: StepName, effect: () => void, allowed?: () => void): void {
    this.intended(runId, step, allowed);
    effect();
    this.done(runId, step);
  }
}
