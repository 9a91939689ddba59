import { type Recovery, type RunState, wasDone } from "../../shared/run-state.ts";

type Run = Pick<RunState, "phase" | "steps">;

/**
 * What can be said for sure after a recovery's decision, from what was found then: a key of the catalogue under `recovery.safe`.
 * Null once the run has gone on from there: then its result speaks.
 */
export function whatIsSafe({ decision, reason, world }: Recovery, { phase, steps }: Run) {
  const restorable = world?.restorePoint === "whole";
  const isOver = phase === "ended";
  switch (decision) {
    case "start":
    case "resume":
      return isOver || steps.mask.status !== "pending" ? null : "untouched";
    case "roll-back":
      if (isOver) return null;
      if (reason === "attempts-used-up") return "untouched";
      if (!wasDone(steps.snapshot)) return "before";
      return restorable ? "restorable" : "wayBackGone";
    case "finish":
      return "committed";
    case "accept":
      return "accepted";
    case "give-up":
      return restorable ? "stoppedRestorable" : "stopped";
    default:
      return decision satisfies never;
  }
}
