/**
 * The live channel is read-only: commands go over HTTP. Any event may be lost: the next `run:follow` or GET
 * corrects the viewer, because neither the index of records nor the seq of log lines has gaps.
 */
import type { Progress, RunFollow } from "./api/follow.ts";
import type { ErrorReport } from "./errors.ts";
import type { RunRecord } from "./journal.ts";
import type { LogLine } from "./log.ts";

export type Ack<T> = (answer: { data: T } | { error: ErrorReport }) => void;

export interface ClientToServer {
  /** Joins the run's room; the answer is the whole state at that instant, and live events follow it. */
  "run:follow": (runId: string, ack: Ack<RunFollow>) => void;
  "run:unfollow": (runId: string) => void;
}

export interface ServerToClient {
  /** To the run's followers, in order of `index`. */
  "run:recorded": (records: readonly RunRecord[]) => void;
  /** To the run's followers; null when the step is over. */
  "run:progressed": (runId: string, progress: Progress | null) => void;
  /** To the run's followers, contiguous, batched every LOG_BATCH_MS. */
  "log:written": (runId: string, lines: readonly LogLine[]) => void;
  /**
   * To every user with run:follow: a run was opened, changed phase or ended; refetch the overview and the
   * list.
   */
  "runs:changed": (runId: string) => void;
  /** To every user with run:follow: the drop folder or a verdict in it changed; refetch it. */
  "depot:changed": () => void;
  /** The session was closed or lost its rights; the client shows the login page. */
  "session:ended": () => void;
}
