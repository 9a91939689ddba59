import type { Migration } from "../../../shared/manifest.ts";
import { killMarked } from "../../io/process/kill.ts";
import type { Database } from "../../platform/database/port.ts";
import type { StepContext } from "../context.ts";

export interface MigrationPlace {
  readonly step: "rehearse" | "migrate";
  readonly database: Database;
  /** Folder that holds the migration's files. */
  readonly release: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Runs one migration, live or rehearsed. Processes that it leaves running are ended: they would continue to write outside the pipeline's control. */
export async function runMigration(
  { platform, runId, report, signal }: StepContext,
  migration: Migration,
  place: MigrationPlace,
): Promise<void> {
  const { step, database, release, environment } = place;
  try {
    await database.migrate(migration, { release, environment, onLine: report.output(step), signal });
  } finally {
    const processes = await killMarked(platform.mark(runId));
    if (processes > 0)
      report.say("warning", step, "migrationLeftovers", { migration: migration.id, processes });
  }
}
