/** Removes files that ended runs left because a disk failed during their clean-up: at the end of a run, and at the next start. */
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { runIdSchema } from "../../shared/journal.ts";
import { isActive } from "../../shared/run-state.ts";
import { targetOf } from "../../shared/run-target.ts";
import { removeDurably } from "../io/atomic-file.ts";
import { takeLock } from "../io/kernel-lock.ts";
import type { Journal } from "../journal/journal.ts";
import type { Platform } from "../platform/platform.ts";
import { RESTORE_POINT_SEAL } from "../platform/restore-point.ts";
import { BACKUP_SEAL, isSealed } from "../platform/sealed-copy.ts";

type Books = Pick<Journal, "state" | "states">;

/** Number of past runs that are searched for a release that could not be removed: the sweep runs at the end of each run. */
const RUNS_LOOKED_AT = 20;

export async function sweepLeftovers(platform: Platform, journal: Books): Promise<void> {
  await sweepRunFolders(platform, journal);
  await sweepReleases(platform, journal);
}

/** Uploads, staged archives and scratch of runs that are over, and their backups and restore points that were never completed. */
async function sweepRunFolders(platform: Platform, journal: Books): Promise<void> {
  /** Looked up for each folder: another run may be opened during the sweep. */
  const isOver = (name: string): boolean => {
    const id = runIdSchema.safeParse(name);
    // A folder with another name does not belong to a run: a count of losses in progress, for instance.
    if (!id.success) return false;
    const state = journal.state(id.data);
    // When manual intervention is required, everything stays as it is.
    return state === null || (state.phase === "ended" && state.outcome !== "intervention");
  };
  const { root, state } = platform;
  const folders = [
    { folder: root.uploads },
    { folder: root.stagings },
    { folder: state.scratches },
    { folder: state.backups, seal: BACKUP_SEAL },
    { folder: state.restorePoints, seal: RESTORE_POINT_SEAL },
  ];
  // A seal that a failing disk cannot read is an error, and nothing is removed.
  for (const { folder, seal } of folders)
    for (const name of existsSync(folder) ? await readdir(folder) : [])
      if (isOver(name) && !(seal !== undefined && (await isSealed(join(folder, name), seal))))
        await removeDurably(join(folder, name));
}

/** Removes releases that a rollback could not remove; none while a runner is at work, and none that a later run has made live. */
async function sweepReleases(platform: Platform, journal: Books): Promise<void> {
  const runner = takeLock(platform.state.runnerLock);
  if (runner === null) return;
  try {
    const states = journal.states({ limit: RUNS_LOOKED_AT });
    if (states.some(isActive)) return;
    const [live, releases] = [await platform.releases.current(), await platform.releases.list()];
    const lasting = states.filter(
      (state) => state.phase === "ended" && (state.outcome === "succeeded" || state.outcome === "accepted"),
    );
    const settled = new Set([live, ...lasting.map(({ from }) => from)]);
    // Newest first: only the last run of a version decides.
    for (const state of states) {
      const { way, version } = targetOf(state);
      if (way !== "update" || settled.has(version) || state.steps.place.status === "pending") continue;
      settled.add(version);
      if (state.phase !== "ended" || state.outcome === "intervention") continue;
      const isLeft = releases.includes(version) || existsSync(`${platform.releases.path(version)}.partial`);
      if (state.steps.place.status === "undo-failed" && isLeft) await platform.releases.remove(version);
    }
  } finally {
    runner.release();
  }
}
