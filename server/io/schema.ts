/** Schema versions of Superviseur's own SQLite stores: `PRAGMA user_version` is the number of migrations that a file has been through. */
import { DatabaseSync } from "node:sqlite";
import { CodedError } from "../../shared/errors.ts";

/** One change of a store's tables or contents. It runs inside the transaction that writes the new version. */
export type Migration = (database: DatabaseSync) => void;

/** Milliseconds to wait while another process recovers the write-ahead log. */
const BUSY_TIMEOUT_MS = 10_000;

export const schemaVersion = (database: DatabaseSync): number =>
  Number(database.prepare("PRAGMA user_version").get()?.user_version);

/**
 * To be called before any other statement: a store that a newer Superviseur wrote must stay as it is.
 * @throws CodedError STATE_NEWER, facts `file`, `found` and `supported` (schema versions)
 */
export function requireKnownSchema(
  database: DatabaseSync,
  file: string,
  migrations: readonly Migration[],
): void {
  const found = schemaVersion(database);
  if (found > migrations.length)
    throw new CodedError("STATE_NEWER", { file, found, supported: migrations.length });
}

/**
 * The same for a file that is not open, which is not written to. A file that cannot be read passes: its opener reports why.
 * @throws CodedError STATE_NEWER
 */
export function requireKnownFile(file: string, migrations: readonly Migration[]): void {
  try {
    const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
    try {
      requireKnownSchema(database, file, migrations);
    } finally {
      database.close();
    }
  } catch (error) {
    if (error instanceof CodedError) throw error;
  }
}

/**
 * Brings a store to the version of this program: every missing migration in one transaction, or none of them.
 * `migrations` only grows and its entries never change. The first one must accept an empty file as well as one that was
 * written before versions were counted.
 * @throws CodedError STATE_NEWER
 */
export function migrate(database: DatabaseSync, file: string, migrations: readonly Migration[]): void {
  requireKnownSchema(database, file, migrations);
  // A store that is up to date is only read: it must open on a full disk, and without waiting for a writer.
  if (schemaVersion(database) === migrations.length) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    // Another process may have migrated the store meanwhile, and that process may be newer.
    requireKnownSchema(database, file, migrations);
    for (const migration of migrations.slice(schemaVersion(database))) migration(database);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
