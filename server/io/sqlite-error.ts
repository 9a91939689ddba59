/** SQLite's own result codes (sqlite.org/rescode.html), as node:sqlite gives them in `errcode`. */
const SQLITE = {
  busy: 5,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;
type Kind = keyof typeof SQLITE;

/** The low byte is the kind; the rest is detail. */
export const isSqlite = (error: unknown, ...kinds: readonly Kind[]): boolean =>
  error instanceof Error &&
  "errcode" in error &&
  typeof error.errcode === "number" &&
  kinds.some((kind) => SQLITE[kind] === (Number(error.errcode) & 0xff));

/** Damaged, or not a database at all. */
export const isDamagedDatabase = (error: unknown): boolean => isSqlite(error, "corrupt", "notADatabase");
/** The disk below is full or read-only, or fails. */
export const isUnwritableDatabase = (error: unknown): boolean =>
  isSqlite(error, "readOnly", "full", "ioError", "cannotOpen");
