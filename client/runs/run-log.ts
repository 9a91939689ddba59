/** A run's log lines in the browser: an append-only list without holes, whatever order and however often they arrive. */
import type { LogLine } from "../../shared/log.ts";

export class RunLines {
  readonly #lines: LogLine[] = [];
  #listeners = new Set<() => void>();
  #version = 0;

  /** Seq of the last line; the next one wanted is one more. */
  get length(): number {
    return this.#lines.length;
  }

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** Appends what follows; lines known already are dropped. False when there is a hole: the range must be fetched. */
  add(lines: readonly LogLine[]): boolean {
    const before = this.#lines.length;
    let whole = true;
    for (const line of lines) {
      if (line.seq <= this.#lines.length) continue;
      if (line.seq !== this.#lines.length + 1) {
        whole = false;
        break;
      }
      this.#lines.push(line);
    }
    if (this.#lines.length !== before) this.#changed();
    return whole;
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };
  version = (): number => this.#version;
}
