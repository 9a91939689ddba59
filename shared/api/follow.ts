/** Following updates and reading their logs. */
import type { LogLine } from "../log.ts";
import type { RunState } from "../run-state.ts";
import type { StepName } from "../steps.ts";

/** GET /runs?before=RUNID&limit=N → RunList, newest first. Permission run:follow. */
export interface RunList {
  readonly runs: readonly RunState[];
  readonly more: boolean;
}
/** GET /runs/:id → RunFollow. */
export interface RunFollow {
  readonly state: RunState;
  readonly progress: Progress | null;
  /** Number of log lines so far, which is the last line's seq; 0 when there are none. */
  readonly logLength: number;
  /** Unix ms: the server's clock. */
  readonly now: number;
}
/**
 * GET /runs/:id/log?from=SEQ&limit=N → LogPage: lines starting at `from` (inclusive), at most LOG_PAGE_LINES.
 * GET /runs/:id/log.txt downloads the whole log.
 */
export interface LogPage {
  readonly lines: readonly LogLine[];
  readonly logLength: number;
}
export const LOG_PAGE_LINES = 2_000;

/** The progress inside a step. Not in the journal: the latest value replaces the previous one. */
export interface Progress {
  readonly step: StepName;
  readonly done: number;
  readonly total: number | null;
  readonly unit: "bytes" | "items";
  /** Unix ms. */
  readonly startedAt: number;
  readonly at: number;
}
