import type { Recovery } from "../../shared/run-state.ts";

/** What can be said for sure after a recovery's decision, from what was found then: a key of the catalogue under `recovery.safe`. */
export function whatIsSafe({ decision, reason, world }: Recovery) {
  const restorable = world?.restorePoint === "whole";
  switch (decision) {
    case "start":
    case "resume":
      return "untouched";
    case "roll-back":
      if (reason === "attempts-used-up") return "untouched";
      return restorable ? "restorable" : "before";
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
