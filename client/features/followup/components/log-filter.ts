import { LOG_LEVELS, type LogLevel, type LogLine } from "../../../../shared/log.ts";

/** Lines of at least this level that contain the text, letter case apart. Each line of a growing log is looked at once. */
export class LogFilter {
  readonly #least: number;
  readonly #wanted: string;
  readonly #kept: LogLine[] = [];
  #seen = 0;

  constructor(level: LogLevel, search: string) {
    this.#least = LOG_LEVELS.indexOf(level);
    this.#wanted = search.trim().toLowerCase();
  }

  /** `lines` is the same list each time, longer. The answer grows in place as well: no copy, also of 100,000 lines. */
  of(lines: readonly LogLine[]): readonly LogLine[] {
    if (this.#least <= 0 && this.#wanted === "") return lines;
    for (; this.#seen < lines.length; this.#seen++) {
      const line = lines[this.#seen];
      if (line && this.#keeps(line)) this.#kept.push(line);
    }
    return this.#kept;
  }

  #keeps(line: LogLine): boolean {
    return (
      LOG_LEVELS.indexOf(line.level) >= this.#least &&
      (this.#wanted === "" || line.text.toLowerCase().includes(this.#wanted))
    );
  }
}

/** A line as it is copied: complete, and the same in every language. */
export const lineText = (line: LogLine): string =>
  `${new Date(line.at).toISOString()} ${line.level} ${line.step ?? "-"} ${line.source} ${line.text}`;
