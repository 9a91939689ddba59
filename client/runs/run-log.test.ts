import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LogLine } from "../../shared/log.ts";
import { RunLines } from "./run-log.ts";

const line = (seq: number): LogLine => ({
  seq,
  at: seq,
  step: null,
  source: "superviseur",
  level: "info",
  text: `line ${seq}`,
});
const range = (from: number, to: number): LogLine[] =>
  Array.from({ length: to - from + 1 }, (_, i) => line(from + i));
const seqs = (lines: RunLines): number[] => lines.lines.map(({ seq }) => seq);

describe("a run's lines in the browser", () => {
  it("grow by what follows", () => {
    const lines = new RunLines();
    expect([lines.add(range(1, 3)), lines.add(range(4, 5))]).toEqual([true, true]);
    expect(seqs(lines)).toEqual([1, 2, 3, 4, 5]);
  });

  it("drop what is known already", () => {
    const lines = new RunLines();
    lines.add(range(1, 4));
    expect(lines.add(range(2, 6))).toBe(true);
    expect(seqs(lines)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("tell a hole, and take nothing from behind it", () => {
    const lines = new RunLines();
    lines.add(range(1, 2));
    expect(lines.add(range(4, 5))).toBe(false);
    expect(seqs(lines)).toEqual([1, 2]);
  });

  it("tell their watchers when there is something new, and only then", () => {
    const lines = new RunLines();
    let calls = 0;
    const stop = lines.subscribe(() => calls++);
    lines.add(range(1, 2));
    lines.add(range(1, 2));
    expect(calls).toBe(1);
    stop();
    lines.add(range(3, 3));
    expect(calls).toBe(1);
  });

  it("are the same whatever was lost, doubled or late, once the holes were read", () => {
    const batch = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 20 }));
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 40 }), (batches) => {
        const lines = new RunLines();
        for (const [from, length] of batches) {
          const to = Math.min(60, from + length);
          if (!lines.add(range(from, to))) lines.add(range(lines.length + 1, to));
        }
        lines.add(range(lines.length + 1, 60));
        expect(seqs(lines)).toEqual(range(1, 60).map(({ seq }) => seq));
      }),
    );
  });
});
