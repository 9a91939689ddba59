import { type Ended, type Recovery, type RunState, wasDone } from "../../shared/run-state.ts";

/**
 * What can be said for sure after a recovery's decision, from what was found then: a key of the catalogue under `recovery.safe`.
 * Null once the run has gone on from there: then its result speaks.
 */
export function whatIsSafe(
  { decision, reason, world }: Recovery,
  { phase, steps }: Pick<RunState, "phase" | "steps">,
) {
  if (phase === "ended") return null;
  switch (decision) {
    case "start":
    case "resume":
      return steps.mask.status === "pending" ? "untouched" : null;
    case "roll-back":
      if (reason === "attempts-used-up") return "untouched";
      if (!wasDone(steps.snapshot)) return "before";
      return world?.restorePoint === "whole" ? "restorable" : "wayBackGone";
    case "finish":
      return "committed";
    case "accept":
      return "accepted";
    case "give-up":
      return "stopped";
    default:
      return decision satisfies never;
  }
}

/** The same of a run that has ended where its sentence alone does not say it: where a human is called, and where support took it as it is. */
export function safeAfter({
  outcome,
  committedAt,
  steps,
  world,
}: Pick<Ended, "outcome" | "committedAt" | "steps" | "world">) {
  if (outcome === "accepted") return "accepted";
  if (outcome !== "intervention") return null;
  if (committedAt !== null) return "committed";
  // Nothing of the platform's own was touched before the restore point was taken.
  if (!wasDone(steps.snapshot)) return "before";
  return world?.restorePoint === "whole" ? "stoppedRestorable" : "stopped";
}
