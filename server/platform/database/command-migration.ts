/** A migration that is a command of the release: the same for every engine, which only says how its database is found. */
import { createHash } from "node:crypto";
import { CodedError } from "../../../shared/errors.ts";
import type { Migration } from "../../../shared/manifest.ts";
import { runCommand } from "../../io/process/command.ts";
import { MIGRATION_TIMEOUT_MS } from "../../limits.ts";
import type { MigrationRun } from "./port.ts";

type CommandMigration = Extract<Migration, { engine: "command" }>;

/**
 * Resolves, when the command has succeeded, with the SHA-256 by which it is recorded. The driver records it.
 * @throws CodedError MIGRATION_FAILED
 */
export async function runCommandMigration(
  migration: CommandMigration,
  environment: Readonly<Record<string, string>>,
  { release, onLine, signal }: MigrationRun,
): Promise<string> {
  const failed = (cause: unknown): CodedError =>
    new CodedError("MIGRATION_FAILED", { migration: migration.id }, cause);
  const result = await runCommand(migration.command, {
    cwd: release,
    environment: { ...environment, RELEASE: release },
    timeoutMs: MIGRATION_TIMEOUT_MS,
    onLine,
    ...(signal ? { signal } : {}),
  }).catch((error) => {
    throw failed(error);
  });
  if (result.exitCode !== 0)
    throw failed(
      new Error(result.timedOut ? "no end in time" : `exit code ${result.exitCode ?? result.signal}`),
    );
  return createHash("sha256").update(JSON.stringify(migration.command)).digest("hex");
}
