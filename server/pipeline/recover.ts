/**
 * What a runner that starts must do with a run, decided from the journal's state alone. Pure.
 *
 *   nothing begun        → start
 *   before the mask      → resume where it stopped, at most MAX_ATTEMPTS runners in all; then roll back
 *   mask … commit        → roll back
 *   already rolling back → roll back (go on); after MAX_ROLLBACK_ATTEMPTS runners a human is needed
 *   after the commit     → finish; the same bound
 */
import type { RunState } from "../../shared/run-state.ts";
import { MAX_ATTEMPTS, MAX_ROLLBACK_ATTEMPTS } from "../limits.ts";

export type Decision = "start" | "resume" | "roll-back" | "finish" | "give-up" | "nothing";

export function decide(state: RunState): Decision {
  switch (state.phase) {
    case "receiving":
    case "reviewing":
    case "ended":
      return "nothing";
    case "running":
      if (state.attempts === 0) return "start";
      if (state.steps.mask.status !== "pending") return "roll-back";
      return state.attempts < MAX_ATTEMPTS ? "resume" : "roll-back";
    case "rolling-back":
      return state.attempts < MAX_ROLLBACK_ATTEMPTS ? "roll-back" : "give-up";
    case "finishing":
      return state.attempts < MAX_ROLLBACK_ATTEMPTS ? "finish" : "give-up";
    default:
      state satisfies never;
      return "nothing";
  }
}
