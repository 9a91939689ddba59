/** Retention: runs after the commit, and never removes the live release, the previous one or the last complete backup. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { removeDurably } from "../../io/atomic-file.ts";
import { dropPartialBaseline } from "../../platform/change-baseline.ts";
import { RESTORE_POINT_SEAL } from "../../platform/restore-point.ts";
import { BACKUP_SEAL, isSealed } from "../../platform/sealed-copy.ts";
import { described, type Step, type StepContext } from "../context.ts";

/** Names to remove: all but the `keep` newest and the protected. `runs`: newest first; a name that is not among them is older. Pure. */
export function expired(
  names: readonly string[],
  runs: readonly string[],
  keep: number,
  isProtected: (name: string) => boolean,
): string[] {
  const age = new Map(runs.map((id, index) => [id, index]));
  return names
    .toSorted((a, b) => (age.get(a) ?? runs.length) - (age.get(b) ?? runs.length))
    .slice(keep)
    .filter((name) => !isProtected(name));
}

const namesIn = (directory: string): Promise<string[]> =>
  readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });

async function sealed(directory: string, seal: string): Promise<string[]> {
  const names = await namesIn(directory);
  const whole = await Promise.all(names.map((name) => isSealed(join(directory, name), seal)));
  return names.filter((_, index) => whole[index]);
}

/** Removes the run's own files that are not needed any more. */
export async function tidy(context: Pick<StepContext, "platform" | "runId">): Promise<void> {
  const { platform, runId } = context;
  await removeDurably(platform.root.staging(runId));
  await removeDurably(platform.state.scratch(runId));
  await dropPartialBaseline(context);
}

export const clean: Step<"clean"> = {
  ...described("clean"),
  mustUndo: false,
  mustFinish: false,
  async do(context) {
    const { platform, from, runId, report } = context;
    const { retention } = platform.config;
    await tidy(context);
    const live = await platform.releases.current();
    // A run that adds no release removes none: after a data archive or a revert, the previous release cannot be determined here.
    const releases = (live === from ? [] : await platform.releases.list())
      .slice(0, -retention.releases)
      .filter((version) => version !== live && version !== from);
    for (const version of releases) await platform.releases.remove(version);
    const runs = context.runs();
    const backups = expired(
      await sealed(platform.state.backups, BACKUP_SEAL),
      runs,
      retention.backups,
      (name) => name === runId,
    );
    for (const name of backups) await removeDurably(platform.state.backup(name));
    const points = expired(
      await sealed(platform.state.restorePoints, RESTORE_POINT_SEAL),
      runs,
      retention.restorePoints,
      (name) => name === runId,
    );
    for (const name of points) await removeDurably(platform.state.restorePoint(name));
    for (const gone of [...releases, ...backups, ...points])
      report.say("info", "clean", "removed", { name: gone });
    return { releases: releases.length, backups: backups.length, restorePoints: points.length };
  },
};
