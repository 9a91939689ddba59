/** Reverting an update that succeeded: what is offered, what it would lose, and the opening of the run that does it. */
import { createHash } from "node:crypto";
import type { LossCount, RevertOffer } from "../../shared/api/revert.ts";
import { CodedError } from "../../shared/errors.ts";
import { type Actor, type Losses, type RunId, SUPERVISEUR } from "../../shared/journal.ts";
import type { RunState } from "../../shared/run-state.ts";
import type { Clock } from "../io/clock.ts";
import type { Journal } from "../journal/journal.ts";
import { openRun, requireNoRun } from "../journal/open-run.ts";
import { StepRecords } from "../journal/step-records.ts";
import { COUNT_VALID_MS, PAST_RUNS } from "../limits.ts";
import { blockingChecks } from "../planning/check.ts";
import { makeRevertPlan } from "../planning/plan.ts";
import { pastDurations, surveyRevert } from "../planning/survey.ts";
import { requireOwnPlaces } from "../platform/data-places.ts";
import type { Instruments } from "../platform/measure.ts";
import type { Platform } from "../platform/platform.ts";
import { LossCounter } from "./loss-count.ts";
import { undoable } from "./revert-offer.ts";

export interface Revert {
  offer(): Promise<RevertOffer>;
  /** Starts a count of what would be lost, and returns its progress. @throws CodedError REVERT_IMPOSSIBLE */
  count(): Promise<LossCount>;
  losses(): Promise<LossCount>;
  /** The losses that the administrator was shown: the last count, if it is recent. @throws CodedError LOSSES_NOT_COUNTED, REVERT_IMPOSSIBLE */
  requireCounted(run: RunId, countedAt: number): Promise<Losses>;
  /** Opens, plans and consents the revert of `run`, and starts its runner. `losses`: what the actor was shown. */
  start(actor: Actor, request: { readonly run: RunId; readonly losses: Losses }): Promise<RunState>;
  /** Ends a revert that a stopped web process left between opening and consent. Called once, before the port opens. */
  recover(): void;
  /** Ends a revert that was abandoned between opening and consent: one that is found by two calls in a row. */
  endUnconsented(): void;
}

export interface RevertOptions {
  readonly platform: Platform;
  readonly journal: Journal;
  readonly instruments: Instruments;
  readonly clock: Clock;
  launch(runId: RunId): Promise<void>;
}

export function createRevert({ platform, journal, instruments, clock, launch }: RevertOptions): Revert {
  const counter = new LossCounter(platform, clock);
  const records = new StepRecords(journal);
  const durations = () => pastDurations(journal.states({ limit: PAST_RUNS }));
  const found = () => undoable(platform, journal);
  let seen: RunId | null = null;

  /** @throws CodedError REVERT_IMPOSSIBLE, fact `reason` */
  const required = async () => {
    const possible = await found();
    if ("reason" in possible) throw new CodedError("REVERT_IMPOSSIBLE", { reason: possible.reason });
    return possible;
  };

  return {
    async offer() {
      const possible = await found();
      if ("reason" in possible) return { possible: false, ...possible };
      const { update, point, baseline } = possible;
      const from = await platform.releases.current();
      // Estimated from the restore point's sizes: walking the folders at each page view would be too slow.
      const sizes = { database: point.bytes, data: point.data.bytes };
      const places = { state: "", database: "", data: "" };
      const plan = makeRevertPlan({
        from,
        to: update.from,
        sizes: { ...sizes, restored: sizes },
        places,
        durations: durations(),
      });
      return {
        possible: true,
        run: update.id,
        undoes: update.archive?.version ?? update.fileName,
        from,
        to: update.from,
        updatedAt: update.endedAt,
        takenAt: point.at,
        maskedSeconds: plan.maskedSeconds,
        countSeconds: baseline.seconds,
      };
    },

    async count() {
      const { update, baseline } = await required();
      void counter.begin(update.id, baseline);
      return counter.of(update.id);
    },

    async losses() {
      const possible = await found();
      return "reason" in possible ? { status: "none" } : counter.of(possible.update.id);
    },

    async start(actor, { run, losses }) {
      requireNoRun(journal);
      const { update, point } = await required();
      if (update.id !== run) throw new CodedError("REVERT_IMPOSSIBLE", { reason: "no-update" });
      // Checked before a run is opened: a run that fails on it would be locked.
      await requireOwnPlaces(platform.config.dataDirectories);
      const { plan, checks } = await surveyRevert(platform, update.from, point, durations(), instruments);
      const short = blockingChecks(checks)[0];
      if (short)
        throw new CodedError("DISK_FULL", {
          found: short.measured,
          expected: short.required ?? 0,
          subject: short.subject ?? "",
        });
      const { fileName, fileSize } = update;
      const { id } = openRun(journal, clock, {
        by: actor,
        fileName,
        fileSize,
        from: plan.from,
        kind: "revert",
        reverts: run,
      });
      try {
        records.whole(id, "check", () => journal.append(id, { type: "run:measured", checks }));
        records.whole(id, "plan", () => journal.append(id, { type: "run:planned", plan }));
        const shown = createHash("sha256").update(JSON.stringify(losses)).digest("hex");
        const consent = {
          by: actor,
          noticeSha256: null,
          informationSha256: shown,
          warningsAccepted: [],
          losses,
        };
        records.whole(id, "consent", () => journal.append(id, { type: "run:consented", consent }));
      } catch (error) {
        dropUnconsented(journal);
        throw error;
      }
      await launch(id);
      return journal.requireState(id);
    },

    async requireCounted(run, countedAt) {
      const { update } = await required();
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

/** A revert is opened and consented in one call: one that is found between the two was never consented. */
function unconsented(journal: Journal): RunState | null {
  const latest = journal.latest();
  return latest?.kind === "revert" && (latest.phase === "receiving" || latest.phase === "reviewing")
    ? latest
    : null;
}

function dropUnconsented(journal: Journal): void {
  const left = unconsented(journal);
  if (left === null) return;
  const error = { code: "RUN_CANCELLED", facts: { by: SUPERVISEUR.name } } as const;
  try {
    journal.append(left.id, { type: "run:ended", outcome: "cancelled", error, locked: false }, () => {
      if (unconsented(journal)?.id !== left.id)
        throw new CodedError("RUN_IN_PROGRESS", { by: left.openedBy.name });
    });
  } catch (failure) {
    // The command line has consented to it since.
    if (!(failure instanceof CodedError && failure.code === "RUN_IN_PROGRESS")) throw failure;
  }
}
