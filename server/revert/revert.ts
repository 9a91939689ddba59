/** Reverting an update that succeeded: what is offered, what it would lose, and the opening of the run that does it. */
import type { LossCount, RevertOffer } from "../../shared/api/revert.ts";
import { CodedError } from "../../shared/errors.ts";
import type { Actor, Losses, RunId } from "../../shared/journal.ts";
import type { RunState } from "../../shared/run-state.ts";
import { COUNT_VALID_MS } from "../limits.ts";
import { LossCounter } from "./loss-count.ts";
import { requireUndoable, revertOffer, undoable } from "./revert-offer.ts";
import { type RevertOptions, type RevertRequest, startRevert } from "./start-revert.ts";
import { dropUnconsented, unconsented } from "./unconsented.ts";

export interface Revert {
  offer(): Promise<RevertOffer>;
  /** Starts a count of what would be lost, and returns its progress. @throws CodedError REVERT_IMPOSSIBLE */
  count(): Promise<LossCount>;
  losses(): Promise<LossCount>;
  /** The losses that the administrator was shown: the last count, if it is recent. @throws CodedError LOSSES_NOT_COUNTED, REVERT_IMPOSSIBLE */
  requireCounted(run: RunId, countedAt: number): Promise<Losses>;
  /** Opens, plans and consents the revert, and starts its runner. */
  start(actor: Actor, request: RevertRequest): Promise<RunState>;
  /** Ends a revert that a stopped web process left between opening and consent. Called once, before the port opens. */
  recover(): void;
  /** Ends a revert that was abandoned between opening and consent: one that is found by two calls in a row. */
  endUnconsented(): void;
}

export function createRevert(options: RevertOptions): Revert {
  const { platform, journal, clock } = options;
  const counter = new LossCounter(platform, clock);
  let seen: RunId | null = null;

  return {
    offer: () => revertOffer(platform, journal),

    async count() {
      const { update, baseline } = await requireUndoable(platform, journal);
      void counter.begin(update.id, baseline);
      return counter.of(update.id);
    },

    async losses() {
      const possible = await undoable(platform, journal);
      return "reason" in possible ? { status: "none" } : counter.of(possible.update.id);
    },

    start: (actor, request) => startRevert(options, actor, request),

    async requireCounted(run, countedAt) {
      const { update } = await requireUndoable(platform, journal);
      if (update.id !== run) throw new CodedError("REVERT_IMPOSSIBLE", { reason: "no-update" });
      const count = counter.of(run);
      if (
        count.status !== "counted" ||
        count.countedAt !== countedAt ||
        clock() - countedAt >= COUNT_VALID_MS
      )
        throw new CodedError("LOSSES_NOT_COUNTED");
      return count.losses;
    },

    recover: () => dropUnconsented(journal),

    endUnconsented() {
      const id = unconsented(journal)?.id ?? null;
      // The command line may be between two of its records: a revert that is still there at the next call was abandoned.
      if (id !== null && id === seen) dropUnconsented(journal);
      seen = id;
    },
  };
}
