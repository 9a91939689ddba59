import { LOG_LEVELS, type LogLevel, type LogLine } from "../../../../shared/log.ts";

/** Lines of at least this level that contain the text, letter case apart. */
export function filterLines(lines: readonly LogLine[], level: LogLevel, search: string): readonly LogLine[] {
  const least = LOG_LEVELS.indexOf(level);
  const wanted = search.trim().toLowerCase();
  // A copy also when nothing is filtered: the list grows in place, and a view must not change between two renderings.
  if (least === 0 && wanted === "") return lines.slice();
  return lines.filter((line) => LOG_LEVELS.indexOf(line.level) >= least && (wanted === "" || line.text.toLowerCase().includes(wanted)));
}

/** A line as it is copied: complete, and the same in every language. */
export const lineText = (line: LogLine): string =>
  `${new Date(line.at).toISOString()} ${line.level} ${line.step ?? "-"} ${line.source} ${line.text}`;
