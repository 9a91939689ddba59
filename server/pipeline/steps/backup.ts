/** The portable copy of database and data, taken while the platform works. */
import { basename, join } from "node:path";
import { CodedError } from "../../../shared/errors.ts";
import { exists, removeDurably, writeFileDurably } from "../../io/atomic-file.ts";
import { copyTree, treeBytes } from "../../io/tree.ts";
import type { Step, StepContext } from "../context.ts";

/** The file that makes the folder a backup; written last. */
const SEAL = "backup.json";
export const dataCopy = (directory: string, index: number, original: string): string =>
  join(directory, "data", `${index}-${basename(original)}`);

export const isSealed = (directory: string, seal = SEAL): Promise<boolean> => exists(join(directory, seal));

/** Copies every data folder below `directory`. Facts: files, bytes. */
export async function copyData(
  context: StepContext,
  directory: string,
  step: "backup" | "snapshot",
): Promise<{ files: number; bytes: number }> {
  const { dataDirectories } = context.platform.config;
  const total = (await Promise.all(dataDirectories.map(treeBytes))).reduce((sum, bytes) => sum + bytes, 0);
  let done = 0;
  let files = 0;
  for (const [index, original] of dataDirectories.entries()) {
    if (!(await exists(original))) continue;
    const copy = await copyTree(original, dataCopy(directory, index, original), (bytes) => {
      done += bytes;
      context.report.progress(step, done, total, "bytes");
    });
    files += copy.files;
  }
  return { files, bytes: done };
}

export const backup: Step = {
  name: "backup",
  critical: false,
  async do(context) {
    const directory = context.platform.state.backup(context.runId);
    if (await isSealed(directory)) return { kept: true };
    await removeDurably(directory);
    try {
      const { bytes, tables } = await context.platform.database.backup(directory, (done, total) =>
        context.report.progress("backup", done, total, "bytes"),
      );
      const data = await copyData(context, directory, "backup");
      const rows = Object.values(tables).reduce((sum, count) => sum + count, 0);
      await writeFileDurably(
        join(directory, SEAL),
        JSON.stringify({ runId: context.runId, version: context.from, at: context.clock(), tables, bytes, data }, null, 2),
      );
      context.report.say("info", "backup", "backup", {
        bytes,
        tables: Object.keys(tables).length,
        rows,
        files: data.files,
        dataBytes: data.bytes,
      });
      return { databaseBytes: bytes, tables: Object.keys(tables).length, rows, dataFiles: data.files, dataBytes: data.bytes };
    } catch (error) {
      throw new CodedError("BACKUP_FAILED", {}, error);
    }
  },
  /** A whole backup is kept whatever becomes of the run; a half one is worth nothing. */
  async undo(context) {
    const directory = context.platform.state.backup(context.runId);
    if (await isSealed(directory)) return { kept: true };
    await removeDurably(directory);
    return { kept: false };
  },
};
