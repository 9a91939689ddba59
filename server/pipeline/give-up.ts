/** How a run ends when every runner has failed. Pure. */
import { exposure } from "../../shared/exposure.ts";
import type { Outcome } from "../../shared/journal.ts";
import type { Finishing, RollingBack, Running } from "../../shared/run-state.ts";

/** What is found on the server: the journal cannot know whether the last runner died before or after it removed the flag. */
export interface Found {
  /** The mask's flag is on the disk. */
  readonly masked: boolean;
  /** Services are recorded as started, and all of them run. */
  readonly works: boolean;
}

/**
 * People who work with the platform are not interrupted because a runner failed: a platform that was opened after its proof or by support stays
 * open, and so does one that was never masked and whose services run. Otherwise manual intervention is required, behind the mask.
 */
export function outcomeOfGivenUp(
  state: Running | RollingBack | Finishing,
  { masked, works }: Found,
): Extract<Outcome, "intervention" | "accepted" | "succeeded" | "rolled-back"> {
  if (masked) return "intervention";
  const isOpen = exposure(state) === "open";
  if (state.phase !== "finishing") return isOpen && works ? "rolled-back" : "intervention";
  if (state.unlocked?.action === "accept") return "accepted";
  return isOpen || works ? "succeeded" : "intervention";
}
