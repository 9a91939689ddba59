/** Opens the run of a revert, measured, planned and consented in one call, and starts its runner. */
import { createHash } from "node:crypto";
import { CodedError } from "../../shared/errors.ts";
import type { Actor, Losses, RunId } from "../../shared/journal.ts";
import type { RunState } from "../../shared/run-state.ts";
import type { Clock } from "../io/clock.ts";
import type { Journal } from "../journal/journal.ts";
import { openRun, requireNoRun } from "../journal/open-run.ts";
import { StepRecords } from "../journal/step-records.ts";
import { PAST_RUNS } from "../limits.ts";
import { blockingChecks } from "../planning/check.ts";
import { pastDurations, surveyRevert } from "../planning/survey.ts";
import { requireOwnPlaces } from "../platform/data-places.ts";
import type { Instruments } from "../platform/measure.ts";
import type { Platform } from "../platform/platform.ts";
import { requireUndoable } from "./revert-offer.ts";
import { dropUnconsented } from "./unconsented.ts";

export interface RevertOptions {
  readonly platform: Platform;
  readonly journal: Journal;
  readonly instruments: Instruments;
  readonly clock: Clock;
  launch(runId: RunId): Promise<void>;
}

export interface RevertRequest {
  /** The update to revert. */
  readonly run: RunId;
  /** What the actor was shown. */
  readonly losses: Losses;
}

/** @throws CodedError REVERT_IMPOSSIBLE, DISK_FULL, and those of `requireNoRun` and `requireOwnPlaces` */
export async function startRevert(
  { platform, journal, instruments, clock, launch }: RevertOptions,
  actor: Actor,
  { run, losses }: RevertRequest,
): Promise<RunState> {
  const records = new StepRecords(journal);
  requireNoRun(journal);
  const { update, point } = await requireUndoable(platform, journal);
  if (update.id !== run) throw new CodedError("REVERT_IMPOSSIBLE", { reason: "no-update" });
  // Checked before a run is opened: a run that fails on it would be locked.
  await requireOwnPlaces(platform.config.dataDirectories);
  const { plan, checks } = await surveyRevert(
    platform,
    update.from,
    point,
    pastDurations(journal.states({ limit: PAST_RUNS })),
    instruments,
  );
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
}
