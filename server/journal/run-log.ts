import { DatabaseSync } from "node:sqlite";
import { stripVTControlCharacters } from "node:util";
import type { Progress } from "../../shared/api/follow.ts";
import type { RunId } from "../../shared/journal.ts";
import { LOG_TEXT_MAX_LENGTH, type LogLine } from "../../shared/log.ts";
import { removeDurably, renameDurably } from "../io/atomic-file.ts";
import { type Migration, migrate, requireKnownSchema } from "../io/schema.ts";
import { isDamagedDatabase } from "../io/sqlite-error.ts";

/**
 * A run's log: lines by contiguous seq from 1, and the progress of the current step. It is separate from the journal:
 * a million lines must not slow one transition down, and losing the last lines in a power cut changes no verdict.
 */
export interface RunLog {
  write(runId: RunId, lines: readonly Omit<LogLine, "seq">[]): LogLine[];
  /** Lines from `from` (inclusive), at most `limit`. */
  range(runId: RunId, from: number, limit: number): LogLine[];
  /** The last line's seq; 0 when there is none. */
  length(runId: RunId): number;
  progress(runId: RunId): Progress | null;
  setProgress(runId: RunId, progress: Progress | null): void;
  close(): void;
}

/** Words before a value that must never reach the log, and credentials inside URLs. */
const SECRET =
  /((?:password|passwd|mot_de_passe|secret|token|api[_-]?key|authorization)["']?\s*[=:]\s*)(?:"[^"]*"|'[^']*'|(?:bearer |basic )?\S+)/gi;
const URL_CREDENTIALS = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@/]+@/gi;

/** Control characters out, secrets out, one line, capped length. */
export function cleanText(text: string): string {
  const plain = stripVTControlCharacters(text)
    .replace(/\t/g, "  ")
    .replace(
      new RegExp(
        `[${String.fromCharCode(0)}-${String.fromCharCode(31)}${String.fromCharCode(127)}-${String.fromCharCode(159)}]`,
        "g",
      ),
      "",
    )
    .replace(SECRET, "$1•••")
    .replace(URL_CREDENTIALS, "$1•••@");
  return plain.length <= LOG_TEXT_MAX_LENGTH ? plain : `${plain.slice(0, LOG_TEXT_MAX_LENGTH - 1)}…`;
}

const createTables: Migration = (database) =>
  database.exec(`
    CREATE TABLE IF NOT EXISTS line (
      run_id TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, step TEXT, source TEXT NOT NULL, level TEXT NOT NULL, text TEXT NOT NULL,
      PRIMARY KEY (run_id, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS progress (run_id TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  `);

/** The versions of log.sqlite. An entry never changes once it was released. */
export const LOG_MIGRATIONS: readonly Migration[] = [createTables];

/** @throws CodedError STATE_NEWER; nothing is left open */
export function openRunLog(path: string): RunLog {
  const database = new DatabaseSync(path, { timeout: 10_000 });
  try {
    requireKnownSchema(database, path, LOG_MIGRATIONS);
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    migrate(database, path, LOG_MIGRATIONS);
    return logIn(database);
  } catch (error) {
    database.close();
    throw error;
  }
}

function logIn(database: DatabaseSync): RunLog {
  // A first read: SQLite detects a damaged page only when it reads it.
  database.exec(
    "SELECT seq FROM line ORDER BY run_id DESC, seq DESC LIMIT 1; SELECT value FROM progress LIMIT 1",
  );
  const length = database.prepare("SELECT COALESCE(MAX(seq), 0) AS n FROM line WHERE run_id = ?");
  const insert = database.prepare(
    "INSERT INTO line (run_id, seq, at, step, source, level, text) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const range = database.prepare(
    "SELECT seq, at, step, source, level, text FROM line WHERE run_id = ? AND seq >= ? ORDER BY seq LIMIT ?",
  );
  const readProgress = database.prepare("SELECT value FROM progress WHERE run_id = ?");
  const putProgress = database.prepare("INSERT OR REPLACE INTO progress (run_id, value) VALUES (?, ?)");
  const dropProgress = database.prepare("DELETE FROM progress WHERE run_id = ?");
  const count = (runId: RunId): number => (length.get(runId) as unknown as { n: number }).n;

  return {
    write(runId, lines) {
      if (lines.length === 0) return [];
      database.exec("BEGIN IMMEDIATE");
      try {
        let seq = count(runId);
        const written = lines.map((line) => ({ ...line, text: cleanText(line.text), seq: ++seq }));
        for (const line of written)
          insert.run(runId, line.seq, line.at, line.step, line.source, line.level, line.text);
        database.exec("COMMIT");
        return written;
      } catch (error) {
        if (database.isTransaction) database.exec("ROLLBACK");
        throw error;
      }
    },
    range: (runId, from, limit) =>
      range.all(runId, from, limit).map((row) => ({ ...row })) as unknown as LogLine[],
    length: count,
    progress(runId) {
      const row = readProgress.get(runId) as unknown as { value: string } | undefined;
      return row ? (JSON.parse(row.value) as Progress) : null;
    },
    setProgress(runId, progress) {
      if (progress === null) dropProgress.run(runId);
      else putProgress.run(runId, JSON.stringify(progress));
    },
    close: () => database.close(),
  };
}

/** Renames a damaged log to `<path>.damaged` and creates a new one: the loss of log lines must not block a run. */
export async function openOrReplaceRunLog(path: string): Promise<RunLog> {
  try {
    return openRunLog(path);
  } catch (error) {
    if (!isDamagedDatabase(error)) throw error;
    await renameDurably(path, `${path}.damaged`);
    for (const log of ["-wal", "-shm"]) await removeDurably(`${path}${log}`);
    return openRunLog(path);
  }
}

/** Used when the log cannot be opened, on a full disk for instance: the run continues, because only the journal decides. */
export const silentLog = (): RunLog => ({
  write: () => [],
  range: () => [],
  length: () => 0,
  progress: () => null,
  setProgress() {},
  close() {},
});
