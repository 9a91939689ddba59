import { constants, copyFile, mkdir, readFile, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { CodedError } from "../../../../shared/errors.ts";
import {
  exists,
  makeDirectoryDurably,
  renameDurably,
  syncDirectory,
  syncFile,
  writeFileDurably,
} from "../../../io/atomic-file.ts";
import { isFullDisk } from "../../../io/full-disk.ts";
import { runCommand } from "../../../io/process/command.ts";
import { ownVariables } from "../../../io/process/environment.ts";
import type { Mark } from "../../../io/process/mark.ts";
import { tryReplacing } from "../../../io/replace-folder.ts";
import { sha256OfFile } from "../../../io/sha256.ts";
import { copyFileExactly } from "../../../io/tree.ts";
import { DATABASE_CHILD_TIMEOUT_MS, PROGRESS_POLL_MS } from "../../../limits.ts";
import { runCommandMigration } from "../command-migration.ts";
import type { Database, OnProgress, TableChanges, TableCounts, TableProofs } from "../port.ts";

/** The file of a change baseline. */
const BASELINE = "rows.sqlite";
const CHILD = fileURLToPath(new URL("./child.ts", import.meta.url));

/** Runs one action of the child; what it printed to stderr becomes the error's message. */
async function child<T>(
  parameters: readonly string[],
  onLine: (text: string) => void = () => {},
  signal?: AbortSignal,
  mark?: Mark,
): Promise<T> {
  signal?.throwIfAborted();
  const out: string[] = [];
  const errors: string[] = [];
  const result = await runCommand(["node", "--disable-warning=ExperimentalWarning", CHILD, ...parameters], {
    cwd: dirname(CHILD),
    environment: ownVariables(),
    timeoutMs: DATABASE_CHILD_TIMEOUT_MS,
    onLine: (source, text) => {
      (source === "stdout" ? out : errors).push(text);
      if (source === "stderr") onLine(text);
    },
    ...(signal ? { signal } : {}),
    ...(mark ? { mark } : {}),
  });
  if (result.exitCode !== 0)
    throw new Error(
      result.timedOut
        ? `${parameters[0]}: no answer in time`
        : errors.join("\n") || `${parameters[0]}: ended by ${result.signal}`,
    );
  return JSON.parse(out.join("\n")) as T;
}

const sizeOf = async (file: string): Promise<number> => ((await exists(file)) ? (await stat(file)).size : 0);

/** Reports the size of a growing file until the work is over. */
async function watched<T>(file: string, total: number, onProgress: OnProgress, work: Promise<T>): Promise<T> {
  const timer = setInterval(
    () =>
      void sizeOf(file).then(
        (size) => onProgress(Math.min(size, total), total),
        () => {},
      ),
    PROGRESS_POLL_MS,
  );
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

/** One SQLite file. */
export function sqliteDatabase(file: string): Database {
  const read = <T>(use: (database: DatabaseSync) => T): T => {
    const database = new DatabaseSync(file, { readOnly: true, timeout: 30_000 });
    try {
      return use(database);
    } finally {
      database.close();
    }
  };
  const rowsOf = (table: string): Record<string, unknown>[] =>
    read((database) =>
      database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(table)
        ? database.prepare(`SELECT * FROM ${table}`).all()
        : [],
    );

  /** Folds the write-ahead log into the file, so that the file alone is the whole state. @throws while another process uses it */
  const settle = (): void => {
    const database = new DatabaseSync(file, { timeout: 30_000 });
    try {
      const row = database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
      if (row?.busy !== 0) throw new Error("the database is still in use");
    } finally {
      database.close();
    }
  };

  return {
    identity: file,
    environment: { DATABASE: file },
    places: [dirname(file)],
    size: async () => (await sizeOf(file)) + (await sizeOf(`${file}-wal`)),
    appliedMigrations: async () => new Set(rowsOf("superviseur_migrations").map((row) => String(row.id))),
    datasets: async () =>
      Object.fromEntries(
        rowsOf("superviseur_datasets").map((row) => [String(row.name), String(row.version)]),
      ),

    async backup(directory, onProgress, signal) {
      await makeDirectoryDurably(directory);
      const temporary = join(directory, `.${basename(file)}.tmp`);
      const target = join(directory, basename(file));
      await rm(temporary, { force: true });
      await rm(target, { force: true });
      const total = await sizeOf(file);
      const tables = await watched(
        temporary,
        total,
        onProgress,
        child<TableProofs>(["backup", file, temporary], undefined, signal),
      );
      await syncFile(temporary);
      await renameDurably(temporary, target);
      return { bytes: await sizeOf(target), tables };
    },

    async restoreScratch(backup, directory) {
      await mkdir(directory, { recursive: true });
      const copy = join(directory, basename(file));
      await copyFile(join(backup, basename(file)), copy, constants.COPYFILE_FICLONE);
      return sqliteDatabase(copy);
    },

    digest: (signal) => child<TableProofs>(["digest", file], undefined, signal),
    prove: (signal) => child<TableCounts>(["prove", file], undefined, signal),

    async migrate(migration, run) {
      const failed = (cause: unknown): CodedError =>
        new CodedError("MIGRATION_FAILED", { migration: migration.id }, cause);
      if (migration.engine === "sql") {
        const script = join(run.release, migration.file);
        const sha256 = await sha256OfFile(script);
        const mode = migration.transactional ? "transactional" : "plain";
        const parameters = ["migrate", file, script, migration.id, sha256, mode];
        const answer = await child<{ changes: number }>(
          parameters,
          (text) => run.onLine("stderr", text),
          run.signal,
        ).catch((error) => {
          throw failed(error);
        });
        run.onLine("stdout", `${migration.id}: ${answer.changes} row(s) changed`);
        return;
      }
      const sha256 = await runCommandMigration(migration, { ...run.environment, DATABASE: file }, run);
      await child(["record-migration", file, migration.id, sha256]);
    },

    recordDataset: async (name, version) => void (await child(["record-dataset", file, name, version])),

    async tryRestoring(name) {
      await tryReplacing(dirname(file), name).catch((error) => {
        throw new CodedError("RECHECK_FAILED", { subject: dirname(file) }, error);
      });
    },

    async freeze(directory, onProgress) {
      settle();
      await makeDirectoryDurably(directory);
      const temporary = join(directory, `.${basename(file)}.tmp`);
      const target = join(directory, basename(file));
      await rm(temporary, { force: true });
      const total = await sizeOf(file);
      await watched(temporary, total, onProgress, copyFileExactly(file, temporary));
      const [original, copy] = [await sha256OfFile(file), await sha256OfFile(temporary)];
      if (original !== copy)
        throw new Error("the copy differs from the database: something still writes to it");
      await writeFileDurably(`${target}.sha256`, copy);
      await renameDurably(temporary, target);
      return { bytes: total, sha256: copy };
    },

    async restore(directory) {
      const source = join(directory, basename(file));
      const temporary = join(dirname(file), `.${basename(file)}.restored`);
      const sealed = await readFile(`${source}.sha256`, "utf8");
      const copy = async (): Promise<void> => {
        await rm(temporary, { force: true });
        await copyFileExactly(source, temporary);
      };
      // A write-ahead log of the migrated database would be replayed into the restored one.
      const dropLogs = async (): Promise<void> => {
        for (const log of ["-wal", "-shm", "-journal"]) await rm(`${file}${log}`, { force: true });
      };
      await copy().catch(async (error) => {
        // No room for both: the present state is the one to give up, and the restore point is whole.
        if (!isFullDisk(error) || (await sha256OfFile(source)) !== sealed) throw error;
        await rm(temporary, { force: true });
        await dropLogs();
        await rm(file, { force: true });
        await copy();
      });
      // Proven before anything of the present state is touched.
      if ((await sha256OfFile(temporary)) !== sealed) throw new Error("the restore point is damaged");
      await dropLogs();
      await syncDirectory(dirname(file));
      await renameDurably(temporary, file);
    },

    changeBaseline: {
      async mark(directory, onFrozen = () => {}, signal) {
        await makeDirectoryDurably(directory);
        const temporary = join(directory, `.${BASELINE}.tmp`);
        await rm(temporary, { force: true });
        const marked = await child<{ tables: number; rows: number }>(
          ["mark", file, temporary],
          (line) => line === "frozen" && onFrozen(),
          signal,
        );
        await syncFile(temporary);
        await renameDurably(temporary, join(directory, BASELINE));
        return marked;
      },

      async changesSince(directory, scratch, onProgress, process) {
        await mkdir(scratch, { recursive: true });
        const onLine = (line: string): void => {
          const rows = Number(line);
          if (Number.isInteger(rows)) onProgress(rows);
        };
        const parameters = ["changes", file, join(directory, BASELINE), scratch];
        return await child<TableChanges[]>(parameters, onLine, undefined, process);
      },
    },
  };
}
