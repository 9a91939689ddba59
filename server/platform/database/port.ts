/** What the pipeline needs of the platform's database, on any server and any host. */
import type { Migration } from "../../../shared/manifest.ts";
import type { Mark } from "../../io/process/mark.ts";

export type TableCounts = Readonly<Record<string, number>>;
/** A table's rows, and a SHA-256 over its definition and all of its values. */
export interface TableProof {
  readonly rows: number;
  readonly sha256: string;
}
export type TableProofs = Readonly<Record<string, TableProof>>;
/** Rows of one table that were written since. */
export interface TableChanges {
  readonly table: string;
  readonly inserted: number;
  readonly changed: number;
  readonly deleted: number;
}
export type OnLine = (source: "stdout" | "stderr", text: string) => void;
/** Bytes; `total` null when it is not known. */
export type OnProgress = (done: number, total: number | null) => void;

export interface MigrationRun {
  /** Folder of the release that holds the migration's files. */
  readonly release: string;
  /** Environment of a `command` migration; the driver adds how the database is found. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onLine: OnLine;
  readonly signal?: AbortSignal;
}

/**
 * One database. Every method may be called again after a crash of its caller, also one that was interrupted half-way. Folders
 * that are passed in are absolute and on this machine; what a driver keeps elsewhere, it finds again by the folder's name.
 */
export interface Database {
  /** The same for the same database, different for any other: a restore point is only put back where it was taken. */
  readonly identity: string;
  /** How a service or a command migration finds the database. Without secrets in a command line. */
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute folders on this machine whose file systems it writes to. Empty for a database on another host. */
  readonly places: readonly string[];
  /** Bytes that it occupies now. */
  size(): Promise<number>;
  /** Ids of the migrations already applied. */
  appliedMigrations(): Promise<ReadonlySet<string>>;
  /** Data sets installed: name → version (`ccam` → `ccam-2026.2`). */
  datasets(): Promise<Readonly<Record<string, string>>>;
  recordDataset(name: string, version: string): Promise<void>;
  /**
   * Runs one migration and records it, unless `signal` ends it half-way. A migration that fails is not recorded.
   * @throws CodedError MIGRATION_FAILED, fact `migration`
   */
  migrate(migration: Migration, run: MigrationRun): Promise<void>;
  /**
   * Portable copy, taken while the platform works, into `directory` (made here). `tables`: what the database held at that
   * instant; the copy counts only once it was restored and compared.
   */
  backup(
    directory: string,
    onProgress: OnProgress,
    signal?: AbortSignal,
  ): Promise<{ readonly bytes: number; readonly tables: TableProofs }>;
  /** Restores a backup to a scratch copy that nothing else uses. `directory`: for its files, removed by the caller. */
  restoreScratch(backup: string, directory: string): Promise<Database>;
  /** What it holds, table by table. @throws when the database is damaged */
  digest(signal?: AbortSignal): Promise<TableProofs>;
  /** Rows by table. @throws when the database is damaged */
  prove(signal?: AbortSignal): Promise<TableCounts>;
  /**
   * Does everything that `restore` will do except writing the data, and leaves no trace: a missing right is found while the
   * platform still works. `name`: for what it makes on the way.
   * @throws CodedError RECHECK_FAILED, fact `subject`: what refuses
   */
  tryRestoring(name: string): Promise<void>;
  /** Keeps the exact state under `directory`; the platform is stopped (caller's duty). */
  freeze(
    directory: string,
    onProgress: OnProgress,
  ): Promise<{ readonly bytes: number; readonly sha256: string }>;
  /**
   * Puts the frozen state back exactly; the platform is stopped (caller's duty).
   * @throws when it is damaged or missing: then nothing was touched
   */
  restore(directory: string): Promise<void>;
  /** Absent where the driver cannot tell which rows were written since: an update then succeeds, and no revert is offered. */
  readonly changeBaseline?: ChangeBaseline;
}

/** Optional capability: counts what a revert would lose. */
export interface ChangeBaseline {
  /**
   * Keeps under `directory` how every row is now. The platform is stopped until `onFrozen`, or where that never comes until the
   * end (caller's duty); from then on it may write: what is kept is the state of that instant.
   */
  mark(
    directory: string,
    onFrozen?: () => void,
    signal?: AbortSignal,
  ): Promise<{ readonly tables: number; readonly rows: number }>;
  /**
   * Rows written since `mark`; tables without any are left out. The platform works meanwhile. `scratch` is a folder that is made
   * here and removed by the caller. Progress in rows. `process`: marks the process that reads, so that it can be ended when the
   * database is needed.
   */
  changesSince(
    directory: string,
    scratch: string,
    onProgress: (rows: number) => void,
    process: Mark,
  ): Promise<TableChanges[]>;
}
