import { describe, expect, it } from "vitest";
import type { LogLevel, LogLine } from "../../../../shared/log.ts";
import { LogFilter, lineText } from "./log-filter.ts";

const line = (seq: number, level: LogLevel, text: string): LogLine => ({
  seq,
  at: 0,
  step: "migrate",
  source: "stdout",
  level,
  text,
});
const LOG = [
  line(1, "debug", "opens"),
  line(2, "info", "Table Rendez-vous"),
  line(3, "warning", "slow"),
  line(4, "error", "rendez-vous: broken"),
];
const kept = (level: LogLevel, search: string): number[] =>
  new LogFilter(level, search).of(LOG).map(({ seq }) => seq);

describe("a filtered log", () => {
  it("keeps a level and what is worse", () => {
    expect([kept("debug", ""), kept("info", ""), kept("warning", ""), kept("error", "")]).toEqual([
      [1, 2, 3, 4],
      [2, 3, 4],
      [3, 4],
      [4],
    ]);
  });

  it("keeps lines that contain a text, letter case and outer blanks apart", () => {
    expect([kept("debug", " RENDEZ "), kept("warning", "rendez"), kept("debug", "nowhere")]).toEqual([
      [2, 4],
      [4],
      [],
    ]);
  });

  it("looks at each line of a growing log once, and copies none when nothing is filtered", () => {
    const growing = LOG.slice(0, 2);
    const all = new LogFilter("debug", "");
    expect(all.of(growing)).toBe(growing);
    const some = new LogFilter("debug", "rendez");
    expect(some.of(growing).length).toBe(1);
    growing.push(...LOG.slice(2));
    expect(some.of(growing).map(({ seq }) => seq)).toEqual([2, 4]);
  });

  it("is copied line by line with its time, level, step and source", () => {
    expect(lineText(line(4, "error", "broken"))).toBe("1970-01-01T00:00:00.000Z error migrate stdout broken");
  });
});
