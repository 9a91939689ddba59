/** What is installed and what is refused, as the archive's judge needs it. */

import type { InstalledPlatform } from "../archive/judge.ts";
import type { Journal } from "../journal/journal.ts";
import { LOCK_HISTORY_RUNS } from "../limits.ts";
import type { Platform } from "../platform/platform.ts";

export async function readInstalled(platform: Platform, journal: Journal): Promise<InstalledPlatform> {
  const version = await platform.releases.current();
  const [datasets, manifest] = await Promise.all([platform.database.datasets(), platform.releases.manifest(version)]);
  return {
    prefix: platform.config.prefix,
    version,
    datasets: { ...datasets },
    floor: manifest.floor ?? null,
    lockedContent(contentId) {
      const locked = journal
        .states({ limit: LOCK_HISTORY_RUNS })
        .find((state) => state.phase === "ended" && state.locked && state.archive?.contentId === contentId);
      return locked?.phase === "ended" ? { runId: locked.id, date: new Date(locked.endedAt).toISOString().slice(0, 10) } : null;
    },
  };
}
