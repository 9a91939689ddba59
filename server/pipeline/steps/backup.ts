/** The portable copy of database and data, taken while the platform works. */
import { join } from "node:path";
import { CodedError } from "../../../shared/errors.ts";
import { removeDurably, writeFileDurably } from "../../io/atomic-file.ts";
import type { TableProofs } from "../../platform/database/port.ts";
import { BACKUP_SEAL, copyData, isSealed } from "../../platform/sealed-copy.ts";
import { described, type Step, type StepContext } from "../context.ts";

/** Tables whose restored contents are not what the live database held. Pure. */
export const differing = (live: TableProofs, restored: TableProofs): string[] =>
  [...new Set([...Object.keys(live), ...Object.keys(restored)])]
    .filter(
      (table) =>
        live[table]?.rows !== restored[table]?.rows || live[table]?.sha256 !== restored[table]?.sha256,
    )
    .toSorted();

/** A copy is proven only by restoring it: it is restored to a scratch copy, and every table compared with what the live database held. */
async function proveRestorable(
  { platform, runId, signal }: StepContext,
  directory: string,
  tables: TableProofs,
): Promise<void> {
  const scratch = platform.state.scratch(runId);
  await removeDurably(scratch);
  try {
    const restored = await platform.database.restoreScratch(directory, join(scratch, "proof"));
    const different = differing(tables, await restored.digest(signal));
    if (different.length > 0) throw new Error(`restored, these tables differ: ${different.join(", ")}`);
  } finally {
    await removeDurably(scratch);
  }
}

export const backup: Step<"backup"> = {
  ...described("backup"),
  mustUndo: false,
  mustFinish: false,
  async do(context) {
    const directory = context.platform.state.backup(context.runId);
    if (await isSealed(directory)) return { kept: true };
    await removeDurably(directory);
    try {
      const { bytes, tables } = await context.platform.database.backup(
        directory,
        (done, total) => context.report.progress("backup", done, total, "bytes"),
        context.signal,
      );
      await proveRestorable(context, directory, tables);
      const data = await copyData(context.platform.config, directory, (done, total) =>
        context.report.progress("backup", done, total, "bytes"),
      );
      const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0);
      // The seal is the proof: a copy without a seal is not a backup, even if it is complete.
      await writeFileDurably(
        join(directory, BACKUP_SEAL),
        JSON.stringify(
          { runId: context.runId, version: context.from, at: context.clock(), tables, bytes, data },
          null,
          2,
        ),
      );
      const count = Object.keys(tables).length;
      context.report.say("info", "backup", "backup", {
        bytes,
        tables: count,
        rows,
        files: data.files,
        dataBytes: data.bytes,
      });
      context.report.say("info", "backup", "backupProven", { tables: count, rows });
      return {
        databaseBytes: bytes,
        tables: count,
        rows,
        dataFiles: data.files,
        dataBytes: data.bytes,
        proven: true,
      };
    } catch (error) {
      throw error instanceof CodedError ? error : new CodedError("BACKUP_FAILED", {}, error);
    }
  },
  /** A proven backup is kept, even when the run fails; an unproven one is useless. */
  async undo(context) {
    const directory = context.platform.state.backup(context.runId);
    if (await isSealed(directory)) return { kept: true };
    await removeDurably(directory);
    return { kept: false };
  },
};
