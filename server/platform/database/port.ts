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
export type OnProgress = (done: number, total: number | null) => void;

export interface MigrationRun {
  /** Folder of the release that holds the migration's files. */
  readonly release: string;
  /** Environment of a `command` migration, without DATABASE. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onLine: OnLine;
  readonly signal?: AbortSignal;
}

/** What the pipeline asks of a database server. Every method may be called again after a crash. */
export interface DatabaseAdapter {
  /** Bytes on disk now. */
  size(): Promise<number>;
  /** Path of the live database's folder, for space measurements. */
  readonly location: string;
  /** Ids of the migrations already applied to the live database. */
  appliedMigrations(): Promise<ReadonlySet<string>>;
  /** Data sets installed: name → version (`ccam` → `ccam-2026.2`). */
  datasets(): Promise<Readonly<Record<string, string>>>;
  /**
   * Portable copy of the live database, taken while the platform works, into `directory` (made here). `tables`: what the live
   * database held at that instant; the copy is worth nothing until it was restored and compared.
   */
  backup(
    directory: string,
    onProgress: OnProgress,
    signal?: AbortSignal,
  ): Promise<{ bytes: number; tables: TableProofs }>;
  /** What it holds, table by table; throws when the database is damaged. */
  digest(signal?: AbortSignal): Promise<TableProofs>;
  /** Restores a backup into `directory` and returns an adapter of that copy. */
  restoreScratch(backup: string, directory: string): Promise<DatabaseAdapter>;
  /** Rows by table; throws when the database is damaged. */
  prove(signal?: AbortSignal): Promise<TableCounts>;
  /** Runs one migration and records it, unless `signal` ends it half-way. Throws CodedError MIGRATION_FAILED. */
  migrate(migration: Migration, run: MigrationRun): Promise<void>;
  recordDataset(name: string, version: string): Promise<void>;
  /** Exact state into `directory`; the platform is stopped (caller's duty). */
  snapshot(directory: string, onProgress: OnProgress): Promise<{ bytes: number; sha256: string }>;
  /** Puts a snapshot back exactly; the platform is stopped (caller's duty). */
  restore(directory: string): Promise<void>;
  /**
   * Writes down, into `file`, how every row is now. The platform is stopped until `onFrozen`, or where that never comes until the end
   * (caller's duty); from then on it may write: what is written down is the state of that instant.
   */
  mark(file: string, onFrozen?: () => void, signal?: AbortSignal): Promise<{ tables: number; rows: number }>;
  /**
   * Rows written since `marks`; tables without any are left out. The platform works meanwhile. `scratch` is a folder that is made here
   * and removed by the caller. Progress in rows. `mark`: by which the process that reads is found, should it stand in somebody's way.
   */
  changesSince(
    marks: string,
    scratch: string,
    onProgress: (rows: number) => void,
    mark: Mark,
  ): Promise<TableChanges[]>;
}
