/** A single record. Before it a run can be rolled back; after it a run only goes forward. */
import { exists } from "../../io/atomic-file.ts";
import { syncFileSystem } from "../../io/sync-file-system.ts";
import { described, type Step } from "../context.ts";

export const commit: Step<"commit"> = {
  ...described("commit"),
  mustUndo: false,
  mustFinish: true,
  /** A release's own migration may not sync what it writes, and after the commit nothing can restore it: it is synced now. The pipeline then records `run:committed`. */
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
