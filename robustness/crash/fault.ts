/** The fault that is injected into a runner at one transition of the journal; the runner reads it from its environment. */
import { z } from "zod";
import type { RunEvent } from "../../shared/journal.ts";

export const SIDES = ["before", "after"] as const;

export const faultSchema = z.object({
  /** Which of the process's own appends, from 0. */
  at: z.number().int().nonnegative(),
  side: z.enum(SIDES),
  /** The record that must be it: the run took another way when it is not. */
  expect: z.string().optional(),
  /** Run to its end there, before anything else. */
  command: z.array(z.string()).optional(),
  /** From here on its clock is shifted by so much more. */
  clockShiftMs: z.number().optional(),
  /** SIGKILL, by its own hand. */
  die: z.boolean(),
});
export type Fault = z.infer<typeof faultSchema>;

/** `step:effected do migrate`, `run:committed`. */
export function keyOf(event: RunEvent): string {
  return [event.type, "direction" in event ? event.direction : null, "step" in event ? event.step : null]
    .filter(Boolean)
    .join(" ");
}

/** Exit code of a runner whose record was not the expected one. */
export const OTHER_WAY = 86;
export const FAULT_VARIABLE = "CRASH_FAULT";
/** Milliseconds that the runner's clock is shifted by. */
export const CLOCK_VARIABLE = "CRASH_CLOCK_MS";
/** Set: the runner begins when a tracer is attached. */
export const TRACED_VARIABLE = "CRASH_TRACED";
