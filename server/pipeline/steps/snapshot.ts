/** The exact state after the last acknowledged write: what a rollback restores. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { CodedError } from "../../../shared/errors.ts";
import { wasDone } from "../../../shared/run-state.ts";
import { removeDurably, writeFileDurably } from "../../io/atomic-file.ts";
import { tryReplacing } from "../../io/replace-folder.ts";
import { endCounts } from "../../platform/change-baseline.ts";
import { disksOf } from "../../platform/disks.ts";
import { placesOf, putBack, RESTORE_POINT_SEAL } from "../../platform/restore-point.ts";
import { copyData, isSealed } from "../../platform/sealed-copy.ts";
import { described, type Step } from "../context.ts";
import { stopEverything } from "./services.ts";

export const snapshot: Step<"snapshot"> = {
  ...described("snapshot"),
  mustUndo: true,
  mustFinish: false,
  /** What the rollback will do in the folders of database and data is tried before anything is interrupted. */
  async preflight({ platform, runId }) {
    await platform.database.tryRestoring(runId);
    for (const folder of platform.config.dataDirectories.filter((directory) => existsSync(directory)))
      await tryReplacing(folder, runId).catch((error) => {
        throw new CodedError("RECHECK_FAILED", { subject: folder }, error);
      });
  },
  async do(context) {
    const directory = context.platform.state.restorePoint(context.runId);
    if (await isSealed(directory, RESTORE_POINT_SEAL)) return { kept: true };
    await removeDurably(directory);
    await endCounts(context.platform);
    try {
      const { bytes, sha256 } = await context.platform.database.freeze(
        join(directory, "database"),
        (done, total) => context.report.progress("snapshot", done, total, "bytes"),
      );
      const data = await copyData(context.platform.config, directory, (done, total) =>
        context.report.progress("snapshot", done, total, "bytes"),
      );
      await writeFileDurably(
        join(directory, RESTORE_POINT_SEAL),
        JSON.stringify(
          {
            runId: context.runId,
            version: context.from,
            at: context.clock(),
            sha256,
            bytes,
            data,
            places: placesOf(context.platform),
            disks: await disksOf(context.platform.config),
          },
          null,
          2,
        ),
      );
      context.report.say("info", "snapshot", "snapshot", {
        bytes,
        sha256,
        files: data.files,
        dataBytes: data.bytes,
      });
      return { databaseBytes: bytes, sha256, dataFiles: data.files, dataBytes: data.bytes };
    } catch (error) {
      throw new CodedError("SNAPSHOT_FAILED", {}, error);
    }
  },
  /**
   * Restores database and data, also when no migration ran: the new version may have written since it started. The restore point
   * itself is kept until the old version is proven again; retention removes it. An incomplete one, of a step that never ended, is useless,
   * and nothing was done after it. If a complete one is gone, the platform cannot be restored.
   */
  async undo(context) {
    const directory = context.platform.state.restorePoint(context.runId);
    if (!(await isSealed(directory, RESTORE_POINT_SEAL))) {
      if (wasDone(context.state().steps.snapshot)) throw new Error(`the restore point is gone: ${directory}`);
      await removeDurably(directory);
      return { restored: false };
    }
    // The undo of `start` has stopped them; but support may have opened the platform since.
    await stopEverything(context, "stop");
    await putBack(context.platform, context.runId);
    context.report.say("info", "snapshot", "restored");
    return { restored: true };
  },
};
