/** Where a fault can be injected: recorded from an undisturbed run, not listed by hand. */
import type { RunRecord } from "../../shared/journal.ts";
import { type Fault, keyOf, SIDES } from "./fault.ts";

export interface Transition {
  /** `after step:intended do migrate` */
  readonly name: string;
  readonly at: number;
  readonly side: (typeof SIDES)[number];
  readonly expect: string;
  /** A transition after which a crash has its own effect; the others hardly differ from their neighbour. */
  readonly isMain: boolean;
  /** The mask is not yet intended there: no visitor has noticed anything. */
  readonly beforeMask: boolean;
}

/**
 * After intent, after effect (which is before its record), after done; and around the records of the run itself. "Before intent" is "after
 * done" of the step before.
 */
function isMain(expect: string, side: Transition["side"]): boolean {
  if (expect.startsWith("step:effected")) return side === "before";
  return side === "after" || expect === "runner:started";
}

/** Before and after each record of the runner, the main ones first. */
export function transitionsOf(records: readonly RunRecord[]): Transition[] {
  const first = records.findIndex(({ event }) => event.type === "runner:started");
  const written = records.slice(first).map(({ event }) => keyOf(event));
  const mask = written.indexOf("step:intended do mask");
  const all = written.flatMap((expect, at) =>
    SIDES.map((side) => ({
      name: `${side} ${expect}`,
      at,
      side,
      expect,
      isMain: isMain(expect, side),
      beforeMask: at < mask || (at === mask && side === "before"),
    })),
  );
  return all.toSorted((a, b) => Number(b.isMain) - Number(a.isMain));
}

export const faultAt = ({ at, side, expect }: Transition, more: Partial<Fault> = {}): Fault => ({
  at,
  side,
  expect,
  die: true,
  ...more,
});
