import { datasetOf } from "../../../shared/version.ts";
import { pendingMigrations } from "../../planning/plan.ts";
import { dataEnvironment } from "../../platform/platform.ts";
import { archiveOf, described, type Step, type StepContext } from "../context.ts";
import { runMigration } from "./one-migration.ts";
import { stagedTree } from "./rehearse.ts";

/** A release's migrations run in its own folder; a data archive has none and runs from staging. */
const migrationRoot = (context: StepContext): Promise<string> | string =>
  archiveOf(context).manifest.kind === "release"
    ? context.platform.releases.path(context.target.release)
    : stagedTree(context);

/** The undo of `snapshot` undoes it: one place restores database and data, after any step that changed them. */
export const migrate: Step<"migrate"> = {
  ...described("migrate"),
  mustUndo: false,
  mustFinish: false,
  async do(context) {
    const { platform, report } = context;
    const archive = archiveOf(context);
    const release = await migrationRoot(context);
    const environment = {
      ...dataEnvironment(platform.config.dataDirectories),
      VERSION: archive.manifest.version,
    };
    const pending = pendingMigrations(archive.manifest, await platform.database.appliedMigrations());
    for (const [index, migration] of pending.entries()) {
      report.progress("migrate", index, pending.length, "items");
      report.say("info", "migrate", "migrationBegins", { migration: migration.id, engine: migration.engine });
      await runMigration(context, migration, {
        step: "migrate",
        database: platform.database,
        release,
        environment,
      });
    }
    const dataset = datasetOf(archive.manifest.version);
    if (dataset !== null) await platform.database.recordDataset(dataset, archive.manifest.version);
    return { migrations: pending.length };
  },
  async verify(context) {
    const { platform, signal } = context;
    const left = pendingMigrations(archiveOf(context).manifest, await platform.database.appliedMigrations());
    if (left.length > 0) throw new Error(`not recorded: ${left.map((migration) => migration.id).join(", ")}`);
    await platform.database.prove(signal);
    return {};
  },
};
