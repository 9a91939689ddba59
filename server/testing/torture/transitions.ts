/** Where a run can be struck: recorded from a run that nobody disturbs, not written down by hand. */
import type { RunRecord } from "../../../shared/journal.ts";
import { keyOf, type SIDES, type Strike } from "./strike.ts";

export interface Transition {
  /** `after step:intended do migrate` */
  readonly name: string;
  readonly at: number;
  readonly side: (typeof SIDES)[number];
  readonly expect: string;
  /** Nothing was done there since the record before. */
  readonly isPause: boolean;
  /** The mask is not yet intended there: nobody has noticed anything. */
  readonly beforeMask: boolean;
}

/**
 * Before and after each record of the runner. Between *done* and the next *intended* there is nothing but a pause, so "after done" is also
 * "before intent" of the next; the pauses stand last.
 */
export function transitionsOf(records: readonly RunRecord[]): Transition[] {
  const first = records.findIndex(({ event }) => event.type === "runner:started");
  const written = records.slice(first).map(({ event }) => keyOf(event));
  const mask = written.indexOf("step:intended do mask");
  const all = written.flatMap((expect, at) =>
    (["before", "after"] as const).map((side) => ({
      name: `${side} ${expect}`,
      at,
      side,
      expect,
      isPause: side === "before" && at > 0 && (expect.startsWith("step:intended") || expect.startsWith("run:")),
      beforeMask: at < mask || (at === mask && side === "before"),
    })),
  );
  return [...all.filter(({ isPause }) => !isPause), ...all.filter(({ isPause }) => isPause)];
}

export const strikeAt = ({ at, side, expect }: Transition, more: Partial<Strike> = {}): Strike => ({
  at,
  side,
  expect,
  die: true,
  ...more,
});
