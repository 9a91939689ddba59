/** The loop: intent → effect → done for each step of the table, and the way back when one fails. */
import { setTimeout as delay } from "node:timers/promises";
import { CodedError, type ErrorReport, reportOf } from "../../shared/errors.ts";
import type { DECISIONS, RunEvent, RunId } from "../../shared/journal.ts";
import { currentStep, type RunState } from "../../shared/run-state.ts";
import type { RunKind } from "../../shared/steps.ts";
import { removeDurably } from "../io/atomic-file.ts";
import type { Journal } from "../journal/journal.ts";
import { CANCEL_POLL_MS, UNDO_PAUSE_MS, UNDO_TRIES } from "../limits.ts";
import { pastDurations, survey } from "../planning/survey.ts";
import { Keeper } from "../platform/services/keeper.ts";
import { isDown } from "../platform/services/live-services.ts";
import type { Step, StepContext } from "./context.ts";
import { archiveOf } from "./context.ts";
import { mustKeepServing } from "./keep-serving.ts";
import { loadStepContext } from "./load-step-context.ts";
import { accept, failureIn, giveUp, intervene, type Known, serveCurrent } from "./outcomes.ts";
import { tidy } from "./steps/clean.ts";
import { PIPELINES } from "./steps.ts";

export interface RunOptions {
  readonly journal: Journal;
  readonly context: StepContext;
  /** Ends what a step waits for; `context.signal` is its signal. */
  readonly abort?: AbortController;
  /** The table of each kind of run; a test puts a failing step into it. */
  readonly pipelines?: Readonly<Record<RunKind, readonly Step[]>>;
}

class Run {
  readonly #journal: Journal;
  readonly #context: StepContext;
  readonly #abort: AbortController;
  readonly #pipeline: readonly Step[];
  readonly #runId: RunId;

  constructor({ journal, context, abort = new AbortController(), pipelines = PIPELINES }: RunOptions) {
    this.#journal = journal;
    this.#context = context;
    this.#abort = abort;
    this.#pipeline = pipelines[context.state().kind];
    this.#runId = context.runId;
  }

  get #state(): RunState {
    return this.#context.state();
  }

  #record(event: RunEvent): void {
    this.#journal.append(this.#runId, event);
  }

  async forward(): Promise<void> {
    const keeper = this.#keeper();
    try {
      if (mustKeepServing(this.#state)) await keeper.watch();
      return await this.#stepByStep(keeper);
    } finally {
      await keeper.pause();
    }
  }

  /** Until the mask the platform works, whatever else is killed: also for the hours of a rehearsal. */
  #keeper(): Keeper {
    const { platform, report } = this.#context;
    return new Keeper({
      isDown: () => isDown(platform),
      start: () => serveCurrent({ platform, report }),
      onError: (error) =>
        report.failure(
          currentStep(this.#state) ?? this.#pipeline[0]?.name ?? "backup",
          new CodedError("STEP_FAILED", { step: "start" }, error),
        ),
    });
  }

  async #stepByStep(keeper: Keeper): Promise<void> {
    for (const step of this.#pipeline) {
      const { status } = this.#state.steps[step.name];
      if (status === "done" || status === "skipped") continue;
      if (step.name === "mask") await keeper.pause();
      if (!this.#applies(step)) {
        this.#record({ type: "step:skipped", step: step.name });
        continue;
      }
      try {
        this.#obeyCancel();
        await this.#do(step);
        if (step.name === "unmask") await keeper.watch();
      } catch (error) {
        // It may write yet: another runner looks whether it is gone before anything is done beside it.
        const stuck = stuckIn(error);
        if (stuck) throw stuck;
        if (this.#state.phase === "finishing") await this.#warn(step, error);
        else {
          await keeper.pause();
          return await this.back(this.#fail(step, error));
        }
      }
    }
    await this.#serveLast(keeper);
    this.#record({ type: "run:ended", outcome: "succeeded", error: null, locked: false });
  }

  #applies(step: Step): boolean {
    return this.#state.plan?.steps.find(({ name }) => name === step.name)?.applies ?? true;
  }

  /** Commands are rows that the web process writes. */
  #cancelled(): CodedError | null {
    const by = this.#state.cancelRequestedBy;
    return by !== null && this.#state.phase === "running"
      ? new CodedError("RUN_CANCELLED", { by: by.name })
      : null;
  }

  #obeyCancel(): void {
    const cancelled = this.#cancelled();
    if (cancelled) throw cancelled;
  }

  async #do(step: Step): Promise<void> {
    const { report } = this.#context;
    this.#record({ type: "step:intended", step: step.name, direction: "do", facts: {} });
    report.say("info", step.name, "stepBegins", { name: report.stepName(step.name) });
    const facts = await this.#unlessCancelled(step.do(this.#context));
    if (step.name === "commit" && this.#state.phase !== "finishing")
      this.#record({ type: "run:committed", version: this.#context.target.version });
    this.#record({ type: "step:effected", step: step.name, direction: "do", facts });
    const proof = step.verify === undefined ? {} : await this.#unlessCancelled(step.verify(this.#context));
    report.endStep();
    report.flush();
    this.#record({ type: "step:done", step: step.name, direction: "do", facts: proof });
    if (step.name === "rehearse" && typeof facts.seconds === "number") await this.#replan(facts.seconds);
  }

  /** A child that hangs is ended when somebody cancels; the step's own failure is then only the consequence. */
  async #unlessCancelled<T>(work: Promise<T>): Promise<T> {
    const watch = setInterval(() => {
      if (this.#cancelled()) this.#abort.abort();
    }, CANCEL_POLL_MS);
    try {
      return await work;
    } catch (error) {
      throw this.#abort.signal.aborted && stuckIn(error) === null ? (this.#cancelled() ?? error) : error;
    } finally {
      clearInterval(watch);
    }
  }

  /** The rehearsal measured what was only estimated. */
  async #replan(migrateSeconds: number): Promise<void> {
    const { platform, instruments } = this.#context;
    const archive = archiveOf(this.#context);
    const durations = {
      ...pastDurations(this.#journal.states({ limit: 50 })),
      migrate: Math.max(0.1, migrateSeconds),
    };
    const { payloadBytes } = archive.summary;
    const { plan } = await survey(
      platform,
      archive.manifest,
      { payload: payloadBytes, staged: 0 },
      durations,
      instruments,
    );
    this.#record({ type: "run:planned", plan });
  }

  /** Writes what failed and why; the log gets the cause in full. */
  #fail(step: Step, error: unknown): ErrorReport {
    const { report } = this.#context;
    const coded =
      error instanceof CodedError ? error : new CodedError("STEP_FAILED", { step: step.name }, error);
    report.endStep();
    report.failure(step.name, coded);
    report.flush();
    const failure = reportOf(coded);
    // A cancellation is read before the step's intent: the step itself did not fail.
    if (this.#state.steps[step.name].status === "running")
      this.#record({ type: "step:failed", step: step.name, direction: "do", error: failure });
    return failure;
  }

  /** After the commit nothing but the release's own files can go wrong; it never changes the verdict. */
  async #warn(step: Step, error: unknown): Promise<void> {
    this.#journal.makeRoom();
    const failure = this.#fail(step, error);
    this.#record({ type: "run:warned", step: step.name, error: failure });
    if (step.critical) throw error;
  }

  async back(cause: ErrorReport): Promise<void> {
    if (this.#state.phase !== "rolling-back") this.#record({ type: "run:rolling-back", cause });
    const keeper = this.#keeper();
    try {
      if (mustKeepServing(this.#state)) await keeper.watch();
      // On a full disk the way back needs what the rehearsal took. What cannot be removed now is removed at the end.
      await removeDurably(this.#context.platform.state.scratch(this.#runId)).catch(() => {});
      const failure = await this.#undoAll(keeper);
      if (failure !== null) return await intervene(this.#journal, this.#context, failure);
      await this.#endBack(cause, keeper);
    } finally {
      await keeper.pause();
    }
  }

  /** Null when everything is undone that must be; else why not. */
  async #undoAll(keeper: Keeper): Promise<ErrorReport | null> {
    for (const step of this.#pipeline.toReversed()) {
      const { status } = this.#state.steps[step.name];
      if (status === "pending" || status === "skipped" || status === "undone" || step.undo === undefined)
        continue;
      const failure = await this.#undoAtLast(step, step.undo);
      if (failure !== null && step.critical) return failure;
      if (step.name === "mask") await keeper.watch();
    }
    return null;
  }

  async #endBack(cause: ErrorReport, keeper: Keeper): Promise<void> {
    await tidy(this.#context).catch((error) =>
      this.#record({ type: "run:warned", step: null, error: failureIn("clean", error) }),
    );
    await this.#serveLast(keeper);
    const cancelled = cause.code === "RUN_CANCELLED";
    this.#context.report.flush();
    this.#record({
      type: "run:ended",
      outcome: cancelled ? "cancelled" : "rolled-back",
      error: cause,
      locked: !cancelled,
    });
  }

  /** Null when it is undone; else why it is not, after several tries. */
  async #undoAtLast(step: Step, undo: NonNullable<Step["undo"]>): Promise<ErrorReport | null> {
    for (let tries = 1; ; tries++) {
      try {
        await this.#undo(step, undo);
        return null;
      } catch (error) {
        const failure = new CodedError(
          step.critical ? "ROLLBACK_FAILED" : "CLEANUP_INCOMPLETE",
          { step: step.name },
          error,
        );
        this.#journal.makeRoom();
        this.#failUndo(step, failure);
        if (tries === UNDO_TRIES) return reportOf(failure);
        await delay(UNDO_PAUSE_MS * tries);
      }
    }
  }

  async #undo(step: Step, undo: NonNullable<Step["undo"]>): Promise<void> {
    const { report } = this.#context;
    this.#record({ type: "step:intended", step: step.name, direction: "undo", facts: {} });
    report.say("info", step.name, "undoBegins", { name: report.stepName(step.name) });
    const facts = await undo(this.#context);
    this.#record({ type: "step:effected", step: step.name, direction: "undo", facts });
    report.flush();
    this.#record({ type: "step:done", step: step.name, direction: "undo", facts: {} });
  }

  #failUndo(step: Step, failure: CodedError): void {
    const { report } = this.#context;
    report.failure(step.name, failure);
    report.flush();
    this.#record({ type: "step:failed", step: step.name, direction: "undo", error: reportOf(failure) });
  }

  /** Nobody else starts a service while a runner lives: what is live when it ends must run, also after a restart of the machine. */
  async #serveLast(keeper: Keeper): Promise<void> {
    // Two that start the same service would end each other's.
    await keeper.pause();
    await serveCurrent(this.#context).catch((error) =>
      this.#record({ type: "run:warned", step: null, error: failureIn("start", error) }),
    );
  }
}

/** At the bottom of it: a process that does not end. */
function stuckIn(error: unknown): CodedError | null {
  if (!(error instanceof Error)) return null;
  return error instanceof CodedError && error.code === "PROCESS_UNKILLABLE" ? error : stuckIn(error.cause);
}

export interface ExecuteOptions extends Omit<RunOptions, "context"> {
  readonly known: Known;
}

/** Does what was decided, to an end that the journal records. The caller holds the runner's lock. */
export async function executeDecision(
  { known, ...options }: ExecuteOptions,
  decision: (typeof DECISIONS)[number],
): Promise<void> {
  if (decision === "give-up") return await giveUp(options.journal, known);
  // Support looks at what stands: nothing of the run itself is needed for it.
  if (decision === "accept") return await accept(options.journal, known);
  await executeRun({ ...options, context: await loadStepContext(known) }, decision);
}

/** Forward or back, to an end that the journal records. The caller holds the runner's lock. */
export async function executeRun(
  options: RunOptions,
  decision: Exclude<(typeof DECISIONS)[number], "give-up" | "accept">,
): Promise<void> {
  const { context } = options;
  const run = new Run(options);
  switch (decision) {
    case "start":
    case "resume":
    case "finish":
      return await run.forward();
    case "roll-back": {
      const state = context.state();
      const cause: ErrorReport =
        state.phase === "rolling-back" ? state.cause : { code: "RUNNER_STOPPED", facts: {} };
      return await run.back(cause);
    }
    default:
      decision satisfies never;
  }
}
