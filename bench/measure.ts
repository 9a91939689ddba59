/** What a bench says. A measure with a goal holds when it is not above it; one without is there to be read. */
export interface Measure {
  readonly id: string;
  readonly value: number;
  readonly unit: "ratio" | "s" | "ms" | "kB" | "KiB" | "MiB" | "requests";
  /** At most this; null when nothing is asked of it. */
  readonly goal: number | null;
  readonly holds: boolean | null;
}

export const measure = (
  id: string,
  value: number,
  unit: Measure["unit"],
  goal: number | null = null,
): Measure => ({
  id,
  value: Math.round(value * 1000) / 1000,
  unit,
  goal,
  holds: goal === null ? null : value <= goal,
});

export interface BenchOptions {
  /** Unpacked size of the tree, in MiB. */
  readonly size: number;
  /** For trying the bench itself: its figures mean nothing. */
  readonly quick: boolean;
  /** Parts of the bench that can be run alone. */
  readonly only: ReadonlySet<string> | null;
}
export interface Bench {
  readonly summary: string;
  /** Names for `--only`. */
  readonly parts: readonly string[];
  run(options: BenchOptions): Promise<readonly Measure[]>;
}

/** Progress goes to stderr: stdout is for the result. */
export const say = (text: string): void => console.error(text);

const VERDICTS = { true: "holds", false: "MISSED", null: "" } as const;

export function table(measures: readonly Measure[]): string {
  const rows = measures.map(({ id, value, unit, goal, holds }) => [
    id,
    `${value} ${unit}`,
    goal === null ? "" : `≤ ${goal}`,
    VERDICTS[`${holds}`],
  ]);
  const all = [["measure", "value", "goal", ""], ...rows];
  const widths = all.reduce<number[]>(
    (wide, row) => row.map((cell, i) => Math.max(wide[i] ?? 0, cell.length)),
    [],
  );
  return all
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
