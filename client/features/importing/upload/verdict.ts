/** What becomes of an archive once the server holds it. */
import type { RunFollow } from "../../../../shared/api/follow.ts";
import { CodedError } from "../../../../shared/errors.ts";
import { http, ServerUnreachable } from "../../../lib/http.ts";
import { VERDICT_POLL_MS } from "../../../limits.ts";
import { news, session } from "./waits.ts";

/**
 * Resolves when the archive was accepted: `receiving` is over.
 * @throws CodedError the archive's refusal, RUN_CANCELLED, or what `signal` was aborted with
 */
export async function verdictOf(runId: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const state = await stateOf(runId, signal);
    if (state?.phase === "ended")
      throw state.error
        ? new CodedError(state.error.code, state.error.facts)
        : new CodedError("RUN_CANCELLED");
    if (state !== null && state.phase !== "receiving") return;
    await news(runId, VERDICT_POLL_MS, signal);
  }
}

/** null while the server does not answer. */
async function stateOf(runId: string, signal: AbortSignal): Promise<RunFollow["state"] | null> {
  try {
    return (await http.get<RunFollow>(`/runs/${runId}`)).state;
  } catch (error) {
    if (error instanceof ServerUnreachable) return null;
    if (!(error instanceof CodedError && error.code === "SESSION_REQUIRED")) throw error;
    await session(signal);
    return null;
  }
}

/** The server's refusal of a part or a question may only say that the run no longer waits for it: the run knows why. */
export async function reasonOf(runId: string, error: unknown, signal: AbortSignal): Promise<void> {
  const over =
    error instanceof CodedError && (error.code === "RUN_NOT_WAITING" || error.code === "NOT_FOUND");
  if (!over) throw error;
  if ((await stateOf(runId, signal))?.phase === "receiving") throw error;
}
