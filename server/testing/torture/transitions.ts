/** Where a run can be struck: recorded from a run that nobody disturbs, not written down by hand. */
import type { RunRecord } from "../../../shared/journal.ts";
import { keyOf, type SIDES, type Strike } from "./strike.ts";

export interface Transition {
  /** `after step:intended do migrate` */
  readonly name: string;
  readonly at: number;
  readonly side: (typeof SIDES)[number];
  readonly expect: string;
  /** The mask is not yet intended there: nobody has noticed anything. */
  readonly beforeMask: boolean;
}

/**
 * Every record of the runner once: after it, and before it where something was done since the record before. (Between *done* and the
 * next *intended* there is nothing, so the one is "after done" and the other "before intent".)
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
      beforeMask: at < mask || (at === mask && side === "before"),
    })),
  );
  const isOnlyPause = ({ side, at, expect }: Transition): boolean =>
    side === "before" && at > 0 && (expect.startsWith("step:intended") || expect.startsWith("run:"));
  // A pause between two records is tried too, once all else was.
  return [...all.filter((transition) => !isOnlyPause(transition)), ...all.filter(isOnlyPause)];
}

export const strikeAt = ({ at, side, expect }: Transition, more: Partial<Strike> = {}): Strike => ({
  at,
  side,
  expect,
  die: true,
  ...more,
});
