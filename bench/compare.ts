/** Two ways to do the same, taken in turns: what else the machine does then weighs on both. */
import { say } from "./measure.ts";

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

/** Nearest rank: of a hundred values the ninety-fifth. */
export const p95 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? 0;

export interface Comparison {
  /** Median of each round's ours / theirs. */
  readonly ratio: number;
  /** Medians. */
  readonly ours: number;
  readonly theirs: number;
}

/** Each contender answers what it measured of itself; which one goes first changes from round to round. */
export async function compare(
  name: string,
  unit: string,
  rounds: number,
  contenders: { ours(round: number): Promise<number>; theirs(round: number): Promise<number> },
): Promise<Comparison> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const who of round % 2 === 0 ? (["ours", "theirs"] as const) : (["theirs", "ours"] as const))
      (who === "ours" ? ours : theirs).push(await contenders[who](round));
    const [mine = 0, other = 0] = [ours[round], theirs[round]];
    say(
      `${name}, round ${round + 1}: ours ${mine.toFixed(2)} ${unit}, theirs ${other.toFixed(2)} ${unit}, ratio ${(mine / other).toFixed(3)}`,
    );
  }
  return {
    ratio: median(ours.map((value, round) => value / (theirs[round] ?? 0))),
    ours: median(ours),
    theirs: median(theirs),
  };
}
