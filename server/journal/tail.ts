import { EventEmitter } from "node:events";
import type { Progress } from "../../shared/api/follow.ts";
import type { RunId, RunRecord } from "../../shared/journal.ts";
import type { LogLine } from "../../shared/log.ts";
import type { Journal } from "./journal.ts";
import type { RunLog } from "./run-log.ts";

/** Interval between two polls of the stores. One indexed look-up each: tens of microseconds. */
const POLL_MS = 50;
const BATCH_RECORDS = 500;
const BATCH_LINES = 2_000;

interface TailEvents {
  records: [records: readonly RunRecord[]];
  lines: [runId: RunId, lines: readonly LogLine[]];
  progress: [runId: RunId, progress: Progress | null];
}

/**
 * Emits what any process appends after `start`. It reads only the stores, so it does not matter which process wrote,
 * or whether this one was just restarted. Log lines and progress are followed for open runs.
 */
export class JournalTail extends EventEmitter<TailEvents> {
  #journal: Journal;
  #log: RunLog;
  #onError: (error: unknown) => void;
  #seq = 0;
  #failed: string | null = null;
  #runs = new Map<RunId, { length: number; progress: string; ended: boolean }>();
  #timer: NodeJS.Timeout | null = null;

  /** `onError`: called when a poll fails, once for each cause. */
  constructor(journal: Journal, log: RunLog, onError: (error: unknown) => void = () => {}) {
    super();
    this.#journal = journal;
    this.#log = log;
    this.#onError = onError;
  }

  start(): void {
    this.#seq = this.#journal.lastSeq();
    const latest = this.#journal.latest();
    if (latest !== null) {
      let length = 0;
      this.#tolerating(() => {
        length = this.#log.length(latest.id);
      });
      this.#watch(latest.id, length, latest.phase === "ended");
    }
    this.#timer = setInterval(() => this.#tolerating(() => this.poll()), POLL_MS);
    this.#timer.unref();
  }

  /** The log may be unreadable: the journal's records are emitted all the same. */
  #tolerating(poll: () => void): void {
    try {
      poll();
    } catch (error) {
      if (String(error) !== this.#failed) this.#onError(error);
      this.#failed = String(error);
    }
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Polls once; `start` calls it at an interval. */
  poll(): void {
    const records = this.#journal.after(this.#seq, BATCH_RECORDS);
    for (const record of records) {
      this.#seq = record.seq;
      if (!this.#runs.has(record.runId)) this.#watch(record.runId, 0, false);
    }
    // Lines first: a viewer that sees "ended" has then been sent every line written before it.
    for (const runId of this.#runs.keys()) this.#tolerating(() => this.#lines(runId));
    if (records.length > 0) this.emit("records", records);
    for (const record of records) {
      if (record.event.type === "run:ended")
        this.#watch(record.runId, this.#runs.get(record.runId)?.length ?? 0, true);
    }
  }

  /** An ended run is still followed until a newer one opens: its last lines may come after its last record. */
  #watch(runId: RunId, length: number, ended: boolean): void {
    if (!this.#runs.has(runId))
      for (const [other, { ended: over }] of this.#runs) if (over) this.#runs.delete(other);
    this.#runs.set(runId, { length, progress: this.#runs.get(runId)?.progress ?? "null", ended });
  }

  #lines(runId: RunId): void {
    const seen = this.#runs.get(runId);
    if (!seen) return;
    for (;;) {
      const lines = this.#log.range(runId, seen.length + 1, BATCH_LINES);
      if (lines.length === 0) break;
      seen.length += lines.length;
      this.emit("lines", runId, lines);
    }
    const progress = this.#log.progress(runId);
    const text = JSON.stringify(progress);
    if (text === seen.progress) return;
    seen.progress = text;
    this.emit("progress", runId, progress);
  }
}
