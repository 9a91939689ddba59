/** Restores the backup to a scratch copy and runs the migrations there: proof that both work on this hospital's own data. */
import { join } from "node:path";
import { CodedError } from "../../../shared/errors.ts";
import { exists, removeDurably } from "../../io/atomic-file.ts";
import { copyTree, turnLinks } from "../../io/tree.ts";
import { pendingMigrations } from "../../planning/plan.ts";
import { dataEnvironment } from "../../platform/platform.ts";
import { dataCopy } from "../../platform/restore-point.ts";
import { archiveOf, described, type Step, type StepContext } from "../context.ts";
import { runMigration } from "./one-migration.ts";

/** The archive's files as a tree, next to their staged names and on the same blocks: migrations run from it before the release is placed. */
export async function stagedTree(context: StepContext): Promise<string> {
  const tree = join(context.platform.root.staging(context.runId), "tree");
  if (!(await exists(join(tree, ".superviseur", "manifest.json")))) {
    const { manifest, files } = archiveOf(context);
    await context.platform.releases.buildTree(tree, manifest, files, () => {});
  }
  return tree;
}

async function restoreData(context: StepContext, scratch: string): Promise<string[]> {
  const from = context.platform.state.backup(context.runId);
  const restored: string[] = [];
  for (const [index, original] of context.platform.config.dataDirectories.entries()) {
    const copy = dataCopy(from, index, original);
    if (!(await exists(copy))) continue;
    await copyTree(copy, dataCopy(scratch, index, original));
    restored.push(dataCopy(scratch, index, original));
  }
  const folders = context.platform.config.dataDirectories.map((original, index) => ({
    original,
    copy: dataCopy(scratch, index, original),
  }));
  await turnLinks(folders);
  return restored;
}

export const rehearse: Step<"rehearse"> = {
  ...described("rehearse"),
  mustUndo: false,
  mustFinish: false,
  replans: ({ seconds }) => (typeof seconds === "number" ? { migrate: Math.max(0.1, seconds) } : null),
  async do(context) {
    const { platform, report } = context;
    const archive = archiveOf(context);
    const scratch = platform.state.scratch(context.runId);
    await removeDurably(scratch);
    let at = "—";
    try {
      const release = await stagedTree(context);
      const copy = await platform.database.restoreScratch(
        platform.state.backup(context.runId),
        join(scratch, "database"),
      );
      const data = await restoreData(context, scratch);
      const before = await copy.prove(context.signal);
      const pending = pendingMigrations(archive.manifest, await copy.appliedMigrations());
      const start = performance.now();
      for (const [index, migration] of pending.entries()) {
        at = migration.id;
        report.progress("rehearse", index, pending.length, "items");
        const begin = performance.now();
        const environment = { ...dataEnvironment(data), VERSION: archive.manifest.version, REHEARSAL: "1" };
        await runMigration(context, migration, { step: "rehearse", database: copy, release, environment });
        report.say("info", "rehearse", "migrationTimed", {
          migration: migration.id,
          ms: Math.round(performance.now() - begin),
        });
      }
      const seconds = (performance.now() - start) / 1000;
      const after = await copy.prove(context.signal);
      for (const table of new Set([...Object.keys(before), ...Object.keys(after)])) {
        if (before[table] !== after[table])
          report.say("info", "rehearse", "rowsChanged", {
            table,
            before: before[table] ?? "—",
            after: after[table] ?? "—",
          });
      }
      return {
        migrations: pending.length,
        seconds: Math.round(seconds * 1000) / 1000,
        tables: Object.keys(after).length,
      };
    } catch (error) {
      throw new CodedError("REHEARSAL_FAILED", { migration: at }, error);
    } finally {
      await removeDurably(scratch);
    }
  },
  async undo(context) {
    await removeDurably(context.platform.state.scratch(context.runId));
    return {};
  },
};
