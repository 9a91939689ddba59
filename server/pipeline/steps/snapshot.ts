/** The exact state after the last acknowledged write: what a rollback puts back. */
import { join } from "node:path";
import { CodedError } from "../../../shared/errors.ts";
import { wasDone } from "../../../shared/run-state.ts";
import { removeDurably, writeFileDurably } from "../../io/atomic-file.ts";
import { endCounts } from "../../platform/change-baseline.ts";
import { disksOf } from "../../platform/disks.ts";
import { placesOf, putBack, RESTORE_POINT_SEAL } from "../../platform/restore-point.ts";
import { copyData, isSealed } from "../../platform/sealed-copy.ts";
import type { Step } from "../context.ts";
import { stopEverything } from "./services.ts";

export const snapshot: Step = {
  name: "snapshot",
  critical: true,
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
   * Puts database and data back, also when no migration ran: the new version may have written since it started. The point
   * itself is kept until the old version is proven again; retention drops it. A half one, of a step that never ended, is worth
   * nothing and nothing was done after it; a whole one that is gone is a way back that is gone.
   */
  async undo(context) {
    const directory = context.platform.state.restorePoint(context.runId);
    if (!(await isSealed(directory, RESTORE_POINT_SEAL))) {
      if (wasDone(context.state().steps.snapshot)) throw new Error(`the restore point is gone: ${directory}`);
      await removeDurably(directory);
      return { restored: false };
    }
    // They are stopped by the undo of what started them; but support may have opened the platform in between.
    await stopEverything(context, "stop");
    await putBack(context.platform, context.runId);
    context.report.say("info", "snapshot", "restored");
    return { restored: true };
  },
};
