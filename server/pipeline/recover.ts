/**
 * What a runner that starts must do with a run, decided from the journal's state alone, and why. Pure.
 *
 *   nothing begun            → start
 *   before the commit, open  → resume where it stopped, at most MAX_ATTEMPTS runners in all; then roll back
 *   before the commit, not   → roll back
 *   already rolling back     → continue, however often it is killed; after MAX_FAILURES runners that fail, manual intervention is required
 *   after the commit         → finish; the same bound
 *   accepted by support      → accept; the same bound
 *
 * *Open* is `exposure`'s answer: a run that skips the mask is open until its end, so a crash never rolls it back at once.
 */
import { exposure } from "../../shared/exposure.ts";
import type { DECISIONS, DecisionReason } from "../../shared/journal.ts";
import type { RunState } from "../../shared/run-state.ts";
import { MAX_ATTEMPTS, MAX_FAILURES, MAX_RECOVERIES } from "../limits.ts";

export interface Decision {
  readonly decision: (typeof DECISIONS)[number];
  readonly reason: DecisionReason;
}

/** Null when the run has no work for a runner. */
export function decide(state: RunState): Decision | null {
  const { attempts, failures, unlocked } = state;
  const recovering = (decision: Decision["decision"], reason: DecisionReason): Decision =>
    attempts < MAX_RECOVERIES && failures < MAX_FAILURES
      ? { decision, reason }
      : { decision: "give-up", reason: "recoveries-used-up" };
  switch (state.phase) {
    case "receiving":
    case "reviewing":
    case "ended":
      return null;
    case "running":
      if (attempts === 0) return { decision: "start", reason: "nothing-begun" };
      if (exposure(state) !== "open") return recovering("roll-back", "mask-to-commit");
      return attempts < MAX_ATTEMPTS
        ? { decision: "resume", reason: "before-mask" }
        : recovering("roll-back", "attempts-used-up");
    case "rolling-back":
      if (unlocked?.action === "go-back") return recovering("roll-back", "support-goes-back");
      return recovering("roll-back", unlocked === null ? "rolling-back" : "support-retries");
    case "finishing":
      if (unlocked?.action === "accept") return recovering("accept", "support-accepts");
      return recovering("finish", unlocked === null ? "committed" : "support-retries");
    default:
      state satisfies never;
      return null;
  }
}
