import type { RunId } from "../../shared/journal.ts";
import type { LogLine } from "../../shared/log.ts";
import { LOG_BATCH_LINES, LOG_BATCH_MS } from "../limits.ts";

/** Lines wait a moment and go together: line by line 50,000 lines a second to 200 viewers is too much, in batches it is not. */
export class LineBatches {
  readonly #send: (runId: RunId, lines: readonly LogLine[]) => void;
  #waiting = new Map<RunId, LogLine[]>();
  #timer: NodeJS.Timeout | null = null;

  constructor(send: (runId: RunId, lines: readonly LogLine[]) => void) {
    this.#send = send;
  }

  add(runId: RunId, lines: readonly LogLine[]): void {
    const waiting = this.#waiting.get(runId) ?? [];
    for (const line of lines) waiting.push(line);
    this.#waiting.set(runId, waiting);
    if (waiting.length >= LOG_BATCH_LINES) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), LOG_BATCH_MS);
  }

  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const waiting = this.#waiting;
    this.#waiting = new Map();
    for (const [runId, lines] of waiting) this.#send(runId, lines);
  }
}
