import { CodedError, type ErrorReport, reportOf } from "../../../../shared/errors.ts";
import { isUnlockable, type RunState } from "../../../../shared/run-state.ts";
import {
  readUnlock,
  requireMeantFor,
  type Unlock,
  type UnlockPlace,
  unlockText,
} from "../../../../shared/unlock.ts";
import { http } from "../../../lib/http.ts";

/** The unlock alone goes out, whatever mail it came in. */
export const unlockRun = (runId: string, unlock: Unlock, password: string): Promise<RunState> =>
  http.post(`/runs/${runId}/unlock`, { unlock: unlockText(unlock), password });

export type UnlockReading =
  | { readonly status: "empty" }
  | { readonly status: "readable"; readonly unlock: Unlock }
  | { readonly status: "refused"; readonly error: ErrorReport };

/** What can be said of a pasted text before the server is asked: is it whole, and is it for this run, here and now. */
export function readPasted(text: string, state: RunState, place: Omit<UnlockPlace, "run">): UnlockReading {
  if (text.trim() === "") return { status: "empty" };
  try {
    const unlock = readUnlock(text);
    requireMeantFor(unlock.signed, { ...place, run: state.id });
    if (!isUnlockable(state, unlock.signed.action)) throw new CodedError("UNLOCK_NOT_FOR_THIS");
    return { status: "readable", unlock };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { status: "refused", error: reportOf(error) };
  }
}
