/** Which update can be reverted, or why none can. Read-only. */
import type { RevertImpossible, RevertObstacle, RevertOffer } from "../../shared/api/revert.ts";
import { CodedError } from "../../shared/errors.ts";
import type { Ended, RunState } from "../../shared/run-state.ts";
import type { Journal } from "../journal/journal.ts";
import { PAST_RUNS, REVERT_HISTORY_RUNS } from "../limits.ts";
import { makeRevertPlan } from "../planning/plan.ts";
import { pastDurations } from "../planning/survey.ts";
import { type Baseline, baselineOf } from "../platform/change-baseline.ts";
import type { Platform } from "../platform/platform.ts";
import { type RestorePoint, restorePointOf } from "../platform/restore-point.ts";

export interface Undoable {
  readonly update: Ended;
  readonly point: RestorePoint;
  readonly baseline: Baseline;
}

/** Rolled back, cancelled and refused runs left the platform as it was. */
const hasChangedPlatform = (state: RunState): state is Ended =>
  state.phase === "ended" && ["succeeded", "accepted", "intervention"].includes(state.outcome);

/** The update that last changed the platform, if it succeeded. `states`: newest first. Pure. */
export function lastUpdate(states: readonly RunState[]): Ended | RevertImpossible {
  const [latest] = states;
  if (latest !== undefined && latest.phase !== "ended") return { reason: "run-open", run: latest.id };
  const changed = states.find(hasChangedPlatform);
  if (changed?.outcome === "intervention") return { reason: "intervention", run: changed.id };
  if (changed?.outcome !== "succeeded" || changed.kind !== "update") return impossible("no-update");
  // A revert that failed may be tried again only when support allows it.
  const locked = states.find(
    (state) => state.phase === "ended" && state.reverts === changed.id && state.locked,
  );
  return locked ? { reason: "locked", run: locked.id } : changed;
}

const impossible = (reason: RevertObstacle): RevertImpossible => ({ reason, run: null });

/** The release that is live before a revert: what the update left. */
const leftLive = (update: Ended): string =>
  update.archive?.kind === "release" ? update.archive.version : update.from;

export async function undoable(
  platform: Platform,
  journal: Pick<Journal, "states">,
): Promise<Undoable | RevertImpossible> {
  const update = lastUpdate(journal.states({ limit: REVERT_HISTORY_RUNS }));
  if ("reason" in update) return update;
  const { releases } = platform;
  // An administrator switched the release by hand: the journal no longer describes the platform.
  if ((await releases.current()) !== leftLive(update)) return impossible("no-update");
  if ((await releases.manifest(update.from).catch(() => null)) === null) return impossible("release-gone");
  const point = await restorePointOf(platform, update.id);
  if (point === null) return impossible("restore-point-gone");
  const baseline = await baselineOf(platform, update.id);
  return baseline === null ? impossible("baseline-gone") : { update, point, baseline };
}

/** @throws CodedError REVERT_IMPOSSIBLE, fact `reason` */
export async function requireUndoable(
  platform: Platform,
  journal: Pick<Journal, "states">,
): Promise<Undoable> {
  const possible = await undoable(platform, journal);
  if ("reason" in possible) throw new CodedError("REVERT_IMPOSSIBLE", { reason: possible.reason });
  return possible;
}

export async function revertOffer(
  platform: Platform,
  journal: Pick<Journal, "states">,
): Promise<RevertOffer> {
  const possible = await undoable(platform, journal);
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
    durations: pastDurations(journal.states({ limit: PAST_RUNS })),
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
}
