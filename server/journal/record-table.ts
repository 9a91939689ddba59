/** The journal's only table: its schema, its rows, and the statements that read and append them. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type RunId, type RunRecord, runEventSchema, runIdSchema } from "../../shared/journal.ts";
import { withCurrentNames } from "../../shared/journal-aliases.ts";
import { type Migration, migrate, requireKnownSchema } from "../io/schema.ts";

export interface Row {
  seq: number;
  run_id: string;
  run_index: number;
  at: number;
  event: string;
  hash: string;
}

export const rowText = (row: Omit<Row, "hash">): string =>
  JSON.stringify([row.seq, row.run_id, row.run_index, row.at, row.event]);

export const toRecord = (row: Row): RunRecord => ({
  seq: row.seq,
  index: row.run_index,
  runId: runIdSchema.parse(row.run_id),
  at: row.at,
  event: runEventSchema.parse(withCurrentNames(JSON.parse(row.event))),
});

export interface RecordTable {
  /** Null in an empty journal. */
  last(): Pick<Row, "seq" | "hash"> | null;
  /** Index of the run's last record; 0 when it has none. */
  lastIndex(runId: RunId): number;
  insert(row: Row): void;
  /** Rows after `seq`, oldest first. */
  after(seq: number, limit: number): Row[];
  /** Rows of the run whose index is greater than `index`, oldest first. */
  ofRun(runId: RunId, index: number): Row[];
  /** Runs opened before `seq`, newest first. */
  runs(seq: number, limit: number): RunId[];
  /** Seq of the run's first record; null for an unknown run. */
  firstSeq(runId: RunId): number | null;
}

const createRecords: Migration = (database) =>
  database.exec(`
    CREATE TABLE IF NOT EXISTS record (
      seq INTEGER PRIMARY KEY,
      run_id TEXT NOT NULL,
      run_index INTEGER NOT NULL,
      at INTEGER NOT NULL,
      event TEXT NOT NULL,
      hash TEXT NOT NULL,
      UNIQUE (run_id, run_index)
    ) STRICT;
    CREATE TRIGGER IF NOT EXISTS record_is_append_only_update BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER IF NOT EXISTS record_is_append_only_delete BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
  `);

/** The versions of journal.sqlite. An entry never changes once it was released, and none changes a record: they are hash-chained. */
export const JOURNAL_MIGRATIONS: readonly Migration[] = [createRecords];

/**
 * Creates the table in a new journal, and migrates an older one. `file` is the path of `database`.
 * @throws CodedError STATE_NEWER
 */
export function openRecordTable(database: DatabaseSync, file: string): RecordTable {
  requireKnownSchema(database, file, JOURNAL_MIGRATIONS);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  migrate(database, file, JOURNAL_MIGRATIONS);
  const last = database.prepare("SELECT seq, hash FROM record ORDER BY seq DESC LIMIT 1");
  const lastIndex = database.prepare("SELECT COALESCE(MAX(run_index), 0) AS n FROM record WHERE run_id = ?");
  const insert = database.prepare(
    "INSERT INTO record (seq, run_id, run_index, at, event, hash) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const after = database.prepare("SELECT * FROM record WHERE seq > ? ORDER BY seq LIMIT ?");
  const ofRun = database.prepare(
    "SELECT * FROM record WHERE run_id = ? AND run_index > ? ORDER BY run_index",
  );
  const runs = database.prepare(
    "SELECT run_id FROM record WHERE run_index = 1 AND seq < ? ORDER BY seq DESC LIMIT ?",
  );
  const firstSeq = database.prepare("SELECT seq FROM record WHERE run_id = ? AND run_index = 1");
  const rows = (statement: StatementSync, ...parameters: (string | number)[]): Row[] =>
    statement.all(...parameters) as unknown as Row[];

  return {
    last: () => (last.get() as unknown as Pick<Row, "seq" | "hash"> | undefined) ?? null,
    lastIndex: (runId) => (lastIndex.get(runId) as unknown as { n: number }).n,
    insert: (row) => void insert.run(row.seq, row.run_id, row.run_index, row.at, row.event, row.hash),
    after: (seq, limit) => rows(after, seq, limit),
    ofRun: (runId, index) => rows(ofRun, runId, index),
    runs: (seq, limit) => rows(runs, seq, limit).map((row) => runIdSchema.parse(row.run_id)),
    firstSeq: (runId) => (firstSeq.get(runId) as unknown as { seq: number } | undefined)?.seq ?? null,
  };
}
