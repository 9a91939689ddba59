/** Uses support's unlock: the run's journal keeps who brought it and what it allowed, and a run that it opens again gets a runner. */
import { CodedError } from "../../shared/errors.ts";
import type { Actor, RunId } from "../../shared/journal.ts";
import { isActive, type RunState } from "../../shared/run-state.ts";
import type { TrustStore } from "../archive/trust-store.ts";
import type { Clock } from "../io/clock.ts";
import type { Journal } from "../journal/journal.ts";
import { type VerifiedUnlock, verifyUnlock } from "./unlock.ts";

export interface Unlocking {
  /** Would it be accepted now? @throws CodedError UNLOCK_*, NOT_FOUND */
  judge(runId: RunId, text: string): Promise<VerifiedUnlock>;
  /** The run after that. @throws CodedError UNLOCK_*, NOT_FOUND */
  unlock(actor: Actor, runId: RunId, text: string): Promise<RunState>;
}

export interface UnlockingOptions {
  readonly journal: Journal;
  readonly trust: TrustStore;
  /** Names this installation to support. */
  installation(): Promise<string>;
  readonly clock: Clock;
  /** Starts the runner of a run that continues. */
  launch(runId: RunId): Promise<void>;
}

export function createUnlocking({
  journal,
  trust,
  installation,
  clock,
  launch,
}: UnlockingOptions): Unlocking {
  const stateOf = (runId: RunId): RunState => journal.requireState(runId);
  const usedBy = (runId: RunId): string[] =>
    journal.recordsOf(runId).flatMap(({ event }) => (event.type === "run:unlocked" ? [event.sha256] : []));

  /** An old run must not be taken up again under the feet of a newer one. */
  const requireNewest = (state: RunState): void => {
    const newest = journal.latest();
    if (state.phase === "ended" && state.outcome === "intervention" && newest?.id !== state.id)
      throw new CodedError("UNLOCK_NOT_FOR_THIS");
  };

  const judge: Unlocking["judge"] = async (runId, text) => {
    const known = await trust.load();
    const state = stateOf(runId);
    const verified = verifyUnlock(text, {
      trust: known,
      installation: await installation(),
      state,
      used: usedBy(runId),
      now: clock(),
    });
    requireNewest(state);
    return verified;
  };

  return {
    judge,

    async unlock(by, runId, text) {
      const { signed, id, keyIds } = await judge(runId, text);
      const { action, reference } = signed;
      try {
        journal.append(runId, {
          type: "run:unlocked",
          by,
          action,
          sha256: id,
          keyIds: [...keyIds],
          reference,
        });
      } catch (error) {
        // Another administrator was faster, perhaps from another process: the journal took one of the two, and this one has its refusal now.
        await judge(runId, text);
        throw error;
      }
      const state = stateOf(runId);
      if (isActive(state)) await launch(runId);
      return state;
    },
  };
}
