/** The exact state after the last acknowledged write: what a rollback puts back. */
import { basename, dirname, join } from "node:path";
import { CodedError } from "../../../shared/errors.ts";
import { exists, removeDurably, renameDurably, writeFileDurably } from "../../io/atomic-file.ts";
import { isFullDisk } from "../../io/full-disk.ts";
import { copyTree } from "../../io/tree.ts";
import type { Step } from "../context.ts";
import { copyData, dataCopy, isSealed } from "./backup.ts";

export const RESTORE_POINT_SEAL = "restore-point.json";

export const snapshot: Step = {
  name: "snapshot",
  critical: true,
  async do(context) {
    const directory = context.platform.state.restorePoint(context.runId);
    if (await isSealed(directory, RESTORE_POINT_SEAL)) return { kept: true };
    await removeDurably(directory);
    try {
      const { bytes, sha256 } = await context.platform.database.snapshot(join(directory, "database"), (done, total) =>
        context.report.progress("snapshot", done, total, "bytes"),
      );
      const data = await copyData(context, directory, "snapshot");
      await writeFileDurably(
        join(directory, RESTORE_POINT_SEAL),
        JSON.stringify({ runId: context.runId, version: context.from, at: context.clock(), sha256, bytes, data }, null, 2),
      );
      context.report.say("info", "snapshot", "snapshot", { bytes, sha256, files: data.files, dataBytes: data.bytes });
      return { databaseBytes: bytes, sha256, dataFiles: data.files, dataBytes: data.bytes };
    } catch (error) {
      throw new CodedError("SNAPSHOT_FAILED", {}, error);
    }
  },
  /**
   * Puts database and data back, also when no migration ran: the new version may have written since it started. The point
   * itself is kept until the old version is proven again; retention drops it. A half one is worth nothing.
   */
  async undo(context) {
    const directory = context.platform.state.restorePoint(context.runId);
    if (!(await isSealed(directory, RESTORE_POINT_SEAL))) {
      await removeDurably(directory);
      return { restored: false };
    }
    await context.platform.database.restore(join(directory, "database"));
    for (const [index, original] of context.platform.config.dataDirectories.entries()) {
      const copy = dataCopy(directory, index, original);
      if (await exists(copy)) await restoreFolder(copy, original);
    }
    context.report.say("info", "snapshot", "restored");
    return { restored: true };
  },
};

/** Puts one data folder back: the copy is whole beside it before the present one gives up its name. */
async function restoreFolder(copy: string, original: string): Promise<void> {
  const aside = join(dirname(original), `.${basename(original)}.restored`);
  const retired = join(dirname(original), `.${basename(original)}.retired`);
  await removeDurably(aside);
  await copyTree(copy, aside).catch(async (error) => {
    // No room for both: what is there now is what nobody wants any more, and the point stands whole.
    if (!isFullDisk(error)) throw error;
    await removeDurably(aside);
    await removeDurably(retired);
    await removeDurably(original);
    await copyTree(copy, aside);
  });
  await removeDurably(retired);
  if (await exists(original)) await renameDurably(original, retired);
  await renameDurably(aside, original);
  await removeDurably(retired);
}
