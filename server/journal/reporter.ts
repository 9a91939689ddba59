import type { CodedError } from "../../shared/errors.ts";
import type { log as words } from "../../shared/i18n/fr/log.ts";
import { createI18n } from "../../shared/i18n/index.ts";
import type { Language } from "../../shared/i18n/languages.ts";
import type { RunId } from "../../shared/journal.ts";
import { LOG_TEXT_MAX_LENGTH, type LogLevel, type LogLine, type LogSource } from "../../shared/log.ts";
import { isStepName, type StepName } from "../../shared/steps.ts";
import type { Clock } from "../io/clock.ts";
import { OUTPUT_FIRST_LINES, OUTPUT_LAST_LINES } from "../limits.ts";
import type { RunLog } from "./run-log.ts";

/** Lines are written in batches after at most this long: a script may print a million. */
const FLUSH_MS = 50;
const FLUSH_LINES = 1_000;
/** Progress is written at most this often. */
const PROGRESS_MS = 200;

type Facts = Readonly<Record<string, string | number>>;
type Words = typeof words;
/** Keys of the catalogue's sentences, and of the words inside its groups. */
type Sentence = { [K in keyof Words]: Words[K] extends string ? K : never }[keyof Words];
type WordIn<G extends keyof Words> = `${G}.${Extract<keyof Words[G], string>}`;

/** Says what a run is doing: log lines, and progress of the step at work. Never decides anything, never throws into a step. */
export class Reporter {
  readonly #log: RunLog;
  readonly #runId: RunId;
  readonly #clock: Clock;
  readonly #words: (key: string, facts: Facts) => string;
  #waiting: Omit<LogLine, "seq">[] = [];
  #timer: NodeJS.Timeout | null = null;
  #progressAt = 0;
  #progressStep: StepName | null = null;
  #progressStart = 0;
  #outputLines = 0;
  #lastLines: { readonly step: StepName; readonly source: LogSource; readonly text: string }[] = [];

  constructor(log: RunLog, runId: RunId, clock: Clock, language: Language) {
    this.#log = log;
    this.#runId = runId;
    this.#clock = clock;
    this.#words = createI18n(language).t as unknown as (key: string, facts: Facts) => string;
  }

  /** A sentence of the catalogue, in the platform's language: every follower of the run reads the same log. */
  say(level: LogLevel, step: StepName | null, sentence: Sentence, facts: Facts = {}): void {
    this.line(level, step, this.word(sentence, facts));
  }

  word(
    sentence: Sentence | WordIn<"stopped"> | WordIn<"decision"> | WordIn<"checkName"> | WordIn<"unit">,
    facts: Facts = {},
  ): string {
    return this.#words(`log.${sentence}`, facts);
  }

  /** The sentence of a failure, then its causes: those expected in a few words, a bug with its stack. */
  failure(step: StepName | null, error: CodedError): void {
    const { step: named } = error.facts;
    const facts = isStepName(named) ? { ...error.facts, step: this.stepName(named) } : error.facts;
    this.line("error", step, `${this.#words(`error.${error.code}.title`, facts)} (${error.code})`);
    const isBug = ["STEP_FAILED", "ROLLBACK_FAILED", "CLEANUP_INCOMPLETE"].includes(error.code);
    for (
      let cause = error.cause;
      cause !== undefined;
      cause = cause instanceof Error ? cause.cause : undefined
    ) {
      const text =
        cause instanceof Error ? (isBug ? (cause.stack ?? cause.message) : cause.message) : String(cause);
      this.line("error", step, text);
    }
  }

  stepName(step: StepName): string {
    return this.#words(`steps.${step}.name`, {});
  }

  line(level: LogLevel, step: StepName | null, text: string, source: LogSource = "superviseur"): void {
    for (const part of text.split("\n"))
      this.#waiting.push({ at: this.#clock(), step, source, level, text: part });
    if (this.#waiting.length >= FLUSH_LINES) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  /** For a child's output. Above the limit only the first and the last lines are kept; `endStep` writes the last ones. */
  output(step: StepName): (source: "stdout" | "stderr", text: string) => void {
    return (source, text) => {
      this.#outputLines += 1;
      if (this.#outputLines <= OUTPUT_FIRST_LINES)
        return this.line(source === "stderr" ? "warning" : "info", step, text, source);
      this.#lastLines[this.#outputLines % OUTPUT_LAST_LINES] = {
        step,
        source,
        text: text.slice(0, LOG_TEXT_MAX_LENGTH),
      };
    };
  }

  #writeLastLines(): void {
    const all = this.#outputLines;
    const kept = Math.min(OUTPUT_LAST_LINES, all - OUTPUT_FIRST_LINES);
    if (kept > 0) {
      const left = all - OUTPUT_FIRST_LINES - kept;
      if (left > 0)
        this.say("warning", this.#lastLines[all % OUTPUT_LAST_LINES]?.step ?? null, "linesLeftOut", {
          lines: left,
        });
      for (let line = all - kept + 1; line <= all; line++) {
        const last = this.#lastLines[line % OUTPUT_LAST_LINES];
        if (last) this.line(last.source === "stderr" ? "warning" : "info", last.step, last.text, last.source);
      }
    }
    this.#outputLines = 0;
    this.#lastLines = [];
  }

  progress(step: StepName, done: number, total: number | null, unit: "bytes" | "items"): void {
    const at = this.#clock();
    if (this.#progressStep !== step) {
      this.#progressStep = step;
      this.#progressStart = at;
    } else if (at - this.#progressAt < PROGRESS_MS && at >= this.#progressAt && done !== total) return;
    this.#progressAt = at;
    this.#quietly(() =>
      this.#log.setProgress(this.#runId, { step, done, total, unit, startedAt: this.#progressStart, at }),
    );
  }

  endStep(): void {
    this.#writeLastLines();
    this.#progressStep = null;
    this.#quietly(() => this.#log.setProgress(this.#runId, null));
  }

  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const lines = this.#waiting;
    this.#waiting = [];
    this.#quietly(() => this.#log.write(this.#runId, lines));
  }

  /** A log that cannot be written (full disk) must not fail the step it speaks of: the journal alone decides. */
  #quietly(write: () => void): void {
    try {
      write();
    } catch (error) {
      console.error("log not written:", error);
    }
  }
}
