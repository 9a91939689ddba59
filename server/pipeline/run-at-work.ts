/** What the way forward and the rollback of a run share: its rows, its records, and the keeper of the platform's services. */
import { CodedError, type ErrorReport, reportOf } from "../../shared/errors.ts";
import type { RunEvent } from "../../shared/journal.ts";
import { currentStep, type RunState } from "../../shared/run-state.ts";
import type { RunKind } from "../../shared/steps.ts";
import type { Journal } from "../journal/journal.ts";
import { Keeper } from "../platform/services/keeper.ts";
import { isDown } from "../platform/services/live-services.ts";
import type { Step, StepContext } from "./context.ts";
import { mustKeepServing } from "./keep-serving.ts";
import { failureIn, serveCurrent } from "./outcomes.ts";
import { PIPELINES } from "./rows.ts";

export interface RunOptions {
  readonly journal: Journal;
  readonly context: StepContext;
  /** Ends what a step waits for; `context.signal` is its signal. */
  readonly abort?: AbortController;
  /** The rows of each kind of run; a test injects a failing one. */
  readonly pipelines?: Readonly<Record<RunKind, readonly Step[]>>;
}

export class RunAtWork {
  readonly journal: Journal;
  readonly context: StepContext;
  readonly abort: AbortController;
  /** All rows of the run's kind, in order. */
  readonly rows: readonly Step[];
  /** Active only while it watches. */
  readonly keeper: Keeper;

  constructor({ journal, context, abort = new AbortController(), pipelines = PIPELINES }: RunOptions) {
    this.journal = journal;
    this.context = context;
    this.abort = abort;
    this.rows = pipelines[context.state().kind];
    this.keeper = this.#keeper();
  }

  get state(): RunState {
    return this.context.state();
  }

  record(event: RunEvent): void {
    this.journal.append(this.context.runId, event);
  }

  applies(row: Step): boolean {
    return this.state.plan?.steps.find(({ name }) => name === row.name)?.applies ?? true;
  }

  async keepServing(): Promise<void> {
    if (mustKeepServing(this.state)) await this.keeper.watch();
  }

  /** While a runner is alive no other process starts a service: the live release must run when the runner ends, also after a restart of the machine. */
  async serveLast(): Promise<void> {
    // Two starts of one service would end each other's process.
    await this.keeper.pause();
    await serveCurrent(this.context).catch((error) =>
      this.record({ type: "run:warned", step: null, error: failureIn("start", error) }),
    );
  }

  /** Writes what failed and why; the log gets the cause in full. */
  fail(row: Step, error: unknown): ErrorReport {
    const { report } = this.context;
    const coded =
      error instanceof CodedError ? error : new CodedError("STEP_FAILED", { step: row.name }, error);
    report.endStep();
    report.failure(row.name, coded);
    report.flush();
    const failure = reportOf(coded);
    // A cancellation is read before the step's intent: the step itself did not fail.
    if (this.state.steps[row.name].status === "running")
      this.record({ type: "step:failed", step: row.name, direction: "do", error: failure });
    return failure;
  }

  #keeper(): Keeper {
    const { platform, report } = this.context;
    return new Keeper({
      isDown: () => isDown(platform),
      start: () => serveCurrent({ platform, report }),
      onError: (error) =>
        report.failure(
          currentStep(this.state) ?? this.rows[0]?.name ?? "backup",
          new CodedError("STEP_FAILED", { step: "start" }, error),
        ),
    });
  }
}
