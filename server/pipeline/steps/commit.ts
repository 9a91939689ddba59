/** One record. Before it a run goes back, after it only forward. */
import { exists } from "../../io/atomic-file.ts";
import { syncFileSystem } from "../../io/sync-file-system.ts";
import { described, type Step } from "../context.ts";

export const commit: Step<"commit"> = {
  ...described("commit"),
  mustUndo: false,
  mustFinish: true,
  /** A migration of the release's own need not sync what it writes, and from here on nothing brings it back: it is synced now. The loop then writes `run:committed`. */
  async do({ platform }) {
    const places = new Set([
      ...platform.database.places,
      platform.config.root,
      ...platform.config.dataDirectories,
    ]);
    for (const place of places) if (await exists(place)) await syncFileSystem(place);
    return { synced: places.size };
  },
};
