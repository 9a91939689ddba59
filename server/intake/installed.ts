/** What is installed and what is refused, as the archive's judge needs it. */

import type { InstalledPlatform } from "../archive/judge.ts";
import type { TrustStore } from "../archive/trust-store.ts";
import type { Journal } from "../journal/journal.ts";
import { LOCK_HISTORY_RUNS } from "../limits.ts";
import type { Platform } from "../platform/platform.ts";

/** `releaseFloor`: what Superviseur's own store remembers; the platform's folder may have been put back by hand. */
export async function readInstalled(
  platform: Platform,
  journal: Pick<Journal, "states">,
  releaseFloor: string | null,
): Promise<InstalledPlatform> {
  const version = await platform.releases.current();
  const datasets = await platform.database.datasets();
  return {
    prefix: platform.config.prefix,
    version,
    datasets: { ...datasets },
    floor: releaseFloor,
    lockedContent(contentId) {
      // The newest failure counts: support unlocked what it knew of, and what failed since has a lock of its own.
      const failed = journal
        .states({ limit: LOCK_HISTORY_RUNS })
        .find(
          (state) =>
            state.phase === "ended" &&
            (state.locked || state.unlocked !== null) &&
            state.archive?.contentId === contentId,
        );
      if (failed?.phase !== "ended" || !failed.locked) return null;
      return { runId: failed.id, date: new Date(failed.endedAt).toISOString().slice(0, 10) };
    },
  };
}

/** Teaches the store what the live release says: its floor, and that it is later than its publication. Not while a run may still undo it. */
export async function observeInstalled(platform: Platform, trust: TrustStore): Promise<void> {
  const { floor = null, publishedAt } = await platform.releases.manifest(await platform.releases.current());
  await trust.observe({ at: Date.parse(publishedAt), floor });
}
