/** Going back after success: what is offered, what it would lose, and the opening of the run that does it. */
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
  /** Begins to count what would be lost, and answers how far it is. @throws CodedError REVERT_IMPOSSIBLE */
  count(): Promise<LossCount>;
  losses(): Promise<LossCount>;
  /** The losses that somebody was shown: what was last counted, and not long ago. @throws CodedError LOSSES_NOT_COUNTED, REVERT_IMPOSSIBLE */
  requireCounted(run: RunId, countedAt: number): Promise<Losses>;
  /** Opens, plans and consents the return of `run`, and starts its runner. `losses`: what the actor was shown. */
  start(actor: Actor, request: { readonly run: RunId; readonly losses: Losses }): Promise<RunState>;
  /** Ends and removes what a web process left that was stopped: a return between opening and consent, a count. Called once, before the port opens. */
  recover(): void;
  /** Ends a return that was left between opening and consent: one that stands at two calls. */
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
      const { update, point, marks } = possible;
      const from = await platform.releases.current();
      // By what the restore point holds: the folders are not walked for each look at a page.
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
        countSeconds: marks.seconds,
      };
    },

    async count() {
      const { update, marks } = await required();
      void counter.begin(update.id, marks);
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
      // Before anything is opened: a run that fails over it would be locked.
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
      // The command line may be between two of its records: one that still stands at the next look was left.
      if (id !== null && id === seen) dropUnconsented(journal);
      seen = id;
    },
  };
}

/** A return is opened and consented in one go: one that stands half-way was never agreed to. */
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
