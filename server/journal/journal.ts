import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CodedError } from "../../shared/errors.ts";
import { type RunEvent, type RunId, type RunRecord, runEventSchema } from "../../shared/journal.ts";
import { type RunState, reduceRun } from "../../shared/run-state.ts";
import { type Clock, systemClock } from "../io/clock.ts";
import { PinnedFile } from "../io/pinned-file.ts";
import { giveUpReserve, keepReserve } from "../io/reserve-file.ts";
import { requireKnownSchema } from "../io/schema.ts";
import { isDamagedDatabase, isSqlite, isUnwritableDatabase } from "../io/sqlite-error.ts";
import { JOURNAL_ROOM_BYTES } from "../limits.ts";
import { type Anchor, anchorFile, anchorText, readAnchor } from "./anchor.ts";
import { CHAIN_START, chainHash } from "./chain.ts";
import { foldedStates } from "./folded-states.ts";
import { JOURNAL_MIGRATIONS, openRecordTable, type Row, rowText, toRecord } from "./record-table.ts";

/**
 * The append-only record of what was intended and done; the only authority on the state of runs. WAL with synchronous=FULL: `append`
 * returns when the record is on disk. Several processes may append: each append is one immediate transaction that reads
 * the last hash, so the chain has no fork.
 */
export interface Journal {
  /** `allowed` throws when the record may not be written; it is called while no other process can append. */
  append(runId: RunId, event: RunEvent, allowed?: () => void): RunRecord;
  /** Records after `seq`, oldest first. */
  after(seq: number, limit: number): RunRecord[];
  recordsOf(runId: RunId): RunRecord[];
  state(runId: RunId): RunState | null;
  /** @throws CodedError NOT_FOUND */
  requireState(runId: RunId): RunState;
  /** The run that was opened last, in any phase; null in an empty journal. */
  latest(): RunState | null;
  /** Newest first. */
  states(options: { before?: RunId; limit: number }): RunState[];
  /** Ids of runs in the order in which they were opened, newest first: the clock may have been set back between two of them. */
  runIds(limit: number): RunId[];
  lastSeq(): number;
  /** The first seq that is not what was written: changed, removed, inserted or cut off; 0 when the file is damaged. Null when the journal is intact. */
  verify(): number | null;
  /** Releases the space reserved for a full disk, if it is still reserved. `append` does so when it needs it. */
  makeRoom(): void;
  close(): void;
}

const reserveFile = (journal: string): string => `${journal}.reserve`;
/** System error codes of a disk that cannot be written to. */
const UNWRITABLE: readonly unknown[] = ["EROFS", "ENOSPC", "EDQUOT", "EIO", "EACCES", "EMFILE", "ENFILE"];
export const isUnwritable = (error: unknown): boolean =>
  isUnwritableDatabase(error) ||
  (error instanceof Error && "code" in error && UNWRITABLE.includes(error.code));
/** No room for a record, even after the reserve was released: a runner may not do what it cannot record. */
export const isJournalFull = (error: unknown): boolean =>
  isUnwritableDatabase(error) || (error instanceof CodedError && error.code === "JOURNAL_UNWRITABLE");

/** Milliseconds an append waits for another process's append. */
const BUSY_TIMEOUT_MS = 10_000;

/** @throws CodedError JOURNAL_DAMAGED when the file is not a journal any more, or its last records were cut off: nothing may be decided from the rest; JOURNAL_UNWRITABLE when the disk cannot be written to; STATE_NEWER when a newer Superviseur wrote it */
export function openJournal(path: string, clock: Clock = systemClock): Journal {
  try {
    try {
      keepReserve(reserveFile(path), JOURNAL_ROOM_BYTES);
      return open(path, clock);
    } catch (error) {
      // One retry only: if lack of space is not the cause, every further attempt would fail as well.
      if (!isUnwritable(error) || !giveUpReserve(reserveFile(path))) throw error;
      return open(path, clock);
    }
  } catch (error) {
    if (isDamagedDatabase(error)) throw new CodedError("JOURNAL_DAMAGED", { file: path }, error);
    throw isUnwritable(error)
      ? new CodedError("JOURNAL_UNWRITABLE", { subject: dirname(path) }, error)
      : error;
  }
}

export interface JournalVerdict {
  /** Number of intact records. */
  readonly records: number;
  /** 0 when the file itself is damaged; null when the journal is intact. */
  readonly brokenAt: number | null;
  /** False when it is unknown whether records were cut off: the anchor is gone or cannot be read. */
  readonly endKnown: boolean;
}

/**
 * Walks the chain of an existing journal, without changing it.
 * @throws CodedError STATE_NEWER: what a newer Superviseur wrote cannot be judged
 */
export function verifyJournal(path: string): JournalVerdict {
  const { records, brokenAt } = walkJournal(path);
  return { records, brokenAt, endKnown: records === 0 || readAnchor(path) !== null };
}

function walkJournal(path: string): Pick<JournalVerdict, "records" | "brokenAt"> {
  let records = 0;
  try {
    const database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
    try {
      requireKnownSchema(database, path, JOURNAL_MIGRATIONS);
      const anchor = readAnchor(path);
      let previous = CHAIN_START;
      for (const row of database
        .prepare("SELECT * FROM record ORDER BY seq")
        .iterate() as unknown as Iterable<Row>) {
        const seq = records + 1;
        if (row.seq !== seq || row.hash !== chainHash(previous, rowText(row)))
          return { records, brokenAt: seq };
        if (anchor?.seq === seq && anchor.hash !== row.hash) return { records, brokenAt: seq };
        previous = row.hash;
        records = seq;
      }
      if (anchor !== null && anchor.seq > records) return { records, brokenAt: records + 1 };
      return {
        records,
        brokenAt: database.prepare("PRAGMA integrity_check").get()?.integrity_check === "ok" ? null : 0,
      };
    } finally {
      database.close();
    }
  } catch (error) {
    if (isDamagedDatabase(error)) return { records, brokenAt: 0 };
    throw error;
  }
}

function open(path: string, clock: Clock): Journal {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    return opened(database, path, clock);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Milliseconds between two reads of an anchor that may be being written, and the number of reads. */
const ANCHOR_READS = { pauseMs: 5, times: 20 } as const;

/** The chain must reach at least as far as its anchor: otherwise the next record would hide what was cut off. */
function requireEnd(database: DatabaseSync, path: string): void {
  const hashOf = database.prepare("SELECT hash FROM record WHERE seq = ?");
  for (let reads = 1; ; reads++) {
    const anchor = readAnchor(path);
    if (anchor === null || hashOf.get(anchor.seq)?.hash === anchor.hash) return;
    if (reads === ANCHOR_READS.times) throw new CodedError("JOURNAL_DAMAGED", { file: path });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ANCHOR_READS.pauseMs);
  }
}

function opened(database: DatabaseSync, path: string, clock: Clock): Journal {
  const reserve = reserveFile(path);
  const table = openRecordTable(database, path);
  requireEnd(database, path);
  const { state, states } = foldedStates(table);
  const anchor = PinnedFile.open(anchorFile(path));

  /** The record is on disk already: an anchor that lags behind must not make the append fail. */
  const anchored = (end: Anchor): void => {
    try {
      anchor.write(anchorText(end));
    } catch (error) {
      console.error("the journal's anchor lags behind:", error);
    }
  };

  const appendOnce = (runId: RunId, event: RunEvent, allowed: () => void): RunRecord => {
    database.exec("BEGIN IMMEDIATE");
    try {
      allowed();
      const before = table.last();
      const row = {
        seq: (before?.seq ?? 0) + 1,
        run_id: runId,
        run_index: table.lastIndex(runId) + 1,
        at: clock(),
        event: JSON.stringify(event),
      };
      // A record that is not legal in the run's phase is a bug in the writer: it must not reach the disk.
      const record = toRecord({ ...row, hash: "" });
      reduceRun(state(runId), record);
      const hash = chainHash(before?.hash ?? CHAIN_START, rowText(row));
      table.insert({ ...row, hash });
      database.exec("COMMIT");
      anchored({ seq: row.seq, hash });
      return record;
    } catch (error) {
      if (database.isTransaction) database.exec("ROLLBACK");
      throw error;
    }
  };

  return {
    append(runId, event, allowed = () => {}) {
      const parsed = runEventSchema.parse(event);
      try {
        return appendOnce(runId, parsed, allowed);
      } catch (error) {
        if (!isSqlite(error, "full", "ioError") || !giveUpReserve(reserve)) throw error;
        return appendOnce(runId, parsed, allowed);
      }
    },
    makeRoom: () => void giveUpReserve(reserve),
    after: (seq, limit) => table.after(seq, limit).map(toRecord),
    recordsOf: (runId) => table.ofRun(runId, 0).map(toRecord),
    state,
    requireState(runId) {
      const found = state(runId);
      if (found === null) throw new CodedError("NOT_FOUND");
      return found;
    },
    latest: () => states({ limit: 1 })[0] ?? null,
    states,
    runIds: (limit) => table.runs(Number.MAX_SAFE_INTEGER, limit),
    lastSeq: () => table.last()?.seq ?? 0,
    verify: () => verifyJournal(path).brokenAt,
    close() {
      anchor.close();
      database.close();
    },
  };
}
