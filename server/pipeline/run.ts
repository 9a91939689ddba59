/** The loop: intent → effect → done for each step of the table, and the way back when one fails. */
import { CodedError, type ErrorReport, reportOf } from "../../shared/errors.ts";
import type { RunEvent, RunId } from "../../shared/journal.ts";
import type { RunState } from "../../shared/run-state.ts";
import type { Journal } from "../journal/journal.ts";
import { type MaskFlag, newProbeToken, raiseMask, readMask } from "../platform/mask-flag.ts";
import type { Step, StepContext } from "./context.ts";
import type { Decision } from "./recover.ts";
import { tidy } from "./steps/clean.ts";
import { PIPELINE } from "./steps.ts";
import { pastDurations, survey } from "./survey.ts";

export interface RunOptions {
  readonly journal: Journal;
  readonly context: StepContext;
  /** The table; a test puts a failing step into it. */
  readonly pipeline?: readonly Step[];
}

class Run {
  readonly #journal: Journal;
  readonly #context: StepContext;
  readonly #pipeline: readonly Step[];
  readonly #runId: RunId;

  constructor({ journal, context, pipeline = PIPELINE }: RunOptions) {
    this.#journal = journal;
    this.#context = context;
    this.#pipeline = pipeline;
    this.#runId = context.runId;
  }

  get #state(): RunState {
    return this.#context.state();
  }

  #record(event: RunEvent): void {
    this.#journal.append(this.#runId, event);
  }

  async forward(): Promise<void> {
    for (const step of this.#pipeline) {
      const { status } = this.#state.steps[step.name];
      if (status === "done" || status === "skipped") continue;
      if (!this.#applies(step)) {
        this.#record({ type: "step:skipped", step: step.name });
        continue;
      }
      try {
        this.#obeyCancel();
        await this.#do(step);
      } catch (error) {
        if (this.#state.phase === "finishing") await this.#warn(step, error);
        else return await this.back(this.#fail(step, error));
      }
    }
    this.#record({ type: "run:ended", outcome: "succeeded", error: null, locked: false });
  }

  #applies(step: Step): boolean {
    return this.#state.plan?.steps.find(({ name }) => name === step.name)?.applies ?? true;
  }

  /** Commands are rows that the web process writes; they are read between steps. */
  #obeyCancel(): void {
    const by = this.#state.cancelRequestedBy;
    if (by !== null && this.#state.phase !== "finishing") throw new CodedError("RUN_CANCELLED", { by: by.name });
  }

  async #do(step: Step): Promise<void> {
    const { report } = this.#context;
    this.#record({ type: "step:intended", step: step.name, direction: "do", facts: {} });
    report.say("info", step.name, "stepBegins", { name: report.stepName(step.name) });
    const facts = await step.do(this.#context);
    if (step.name === "commit") this.#record({ type: "run:committed", version: this.#context.archive.manifest.version });
    this.#record({ type: "step:effected", step: step.name, direction: "do", facts });
    const proof = (await step.verify?.(this.#context)) ?? {};
    report.endProgress();
    report.flush();
    this.#record({ type: "step:done", step: step.name, direction: "do", facts: proof });
    if (step.name === "rehearse" && typeof facts.seconds === "number") await this.#replan(facts.seconds);
  }

  /** The rehearsal measured what was only estimated. */
  async #replan(migrateSeconds: number): Promise<void> {
    const { platform, archive, instruments } = this.#context;
    const durations = { ...pastDurations(this.#journal.states({ limit: 50 })), migrate: Math.max(0.1, migrateSeconds) };
    const { payloadBytes } = archive.summary;
    const { plan } = await survey(platform, archive.manifest, { payload: payloadBytes, staged: 0 }, durations, instruments);
    this.#record({ type: "run:planned", plan });
  }

  /** Writes what failed and why; the log gets the cause in full. */
  #fail(step: Step, error: unknown): ErrorReport {
    const { report } = this.#context;
    const coded = error instanceof CodedError ? error : new CodedError("STEP_FAILED", { step: step.name }, error);
    report.endProgress();
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
    const failure = this.#fail(step, error);
    this.#record({ type: "run:warned", step: step.name, error: failure });
    if (step.critical) throw error;
  }

  async back(cause: ErrorReport): Promise<void> {
    if (this.#state.phase !== "rolling-back") this.#record({ type: "run:rolling-back", cause });
    for (const step of this.#pipeline.toReversed()) {
      const { status } = this.#state.steps[step.name];
      if (status === "pending" || status === "skipped" || status === "undone" || step.undo === undefined) continue;
      try {
        await this.#undo(step, step.undo);
      } catch (error) {
        const failure = new CodedError("ROLLBACK_FAILED", { step: step.name }, error);
        this.#failUndo(step, failure);
        if (!step.critical) continue;
        return await intervene(this.#journal, this.#context, reportOf(failure));
      }
    }
    await tidy(this.#context).catch((error) => this.#record({ type: "run:warned", step: null, error: reportOf(error, "STEP_FAILED") }));
    const cancelled = cause.code === "RUN_CANCELLED";
    this.#context.report.flush();
    this.#record({ type: "run:ended", outcome: cancelled ? "cancelled" : "rolled-back", error: cause, locked: !cancelled });
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
}

/** The end that needs a human: masked, with the reason on the page, and no further attempt. */
export async function intervene(
  journal: Journal,
  context: Pick<StepContext, "platform" | "runId" | "clock" | "report" | "from">,
  error: ErrorReport,
): Promise<void> {
  const { platform, runId, clock, report } = context;
  const standing: MaskFlag | null = await readMask(platform.state.mask);
  await raiseMask(platform.state.mask, {
    reason: "intervention",
    runId,
    version: standing?.version ?? context.from,
    since: standing?.since ?? clock(),
    expectedEnd: null,
    probeToken: standing?.probeToken ?? newProbeToken(),
  }).catch((cause) => report.say("error", null, "maskNotWritten", { cause: String(cause) }));
  report.flush();
  journal.append(runId, { type: "run:ended", outcome: "intervention", error, locked: true });
}

/** Does what was decided, to an end that the journal records. The caller holds the runner's lock. */
export async function executeRun(options: RunOptions, decision: Exclude<Decision, "give-up" | "nothing">): Promise<void> {
  const run = new Run(options);
  switch (decision) {
    case "start":
    case "resume":
    case "finish":
      return await run.forward();
    case "roll-back": {
      const state = options.context.state();
      const cause: ErrorReport = state.phase === "rolling-back" ? state.cause : { code: "RUNNER_STOPPED", facts: {} };
      return await run.back(cause);
    }
    default:
      decision satisfies never;
  }
}
