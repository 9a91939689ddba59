/**
 * Every refusal and failure has a code. The catalogue gives each code a title and an action
 * (`error.<CODE>.title`, `.action`); a test keeps docs/errors.md in step. `status` is the HTTP status of the
 * answer. How to add one: docs/how-to/add-an-error.md.
 */
export const ERRORS = {
  // the file itself
  ARCHIVE_EMPTY: { status: 422 },
  ARCHIVE_NOT_GZIP: { status: 422 },
  ARCHIVE_IS_ZIP: { status: 422 },
  ARCHIVE_IS_TAR: { status: 422 },
  ARCHIVE_IS_FOLDER: { status: 422 },
  ARCHIVE_TRUNCATED: { status: 422 },
  ARCHIVE_CORRUPT: { status: 422 },
  ARCHIVE_TRAILING_DATA: { status: 422 },
  ARCHIVE_RATIO: { status: 422 },
  ARCHIVE_TOO_LARGE: { status: 413 },
  ARCHIVE_STALLED: { status: 408 },
  // the format
  ARCHIVE_FORMAT_UNKNOWN: { status: 422 },
  ARCHIVE_METADATA_INVALID: { status: 422 },
  ARCHIVE_ENTRY_FORBIDDEN: { status: 422 },
  ARCHIVE_ENTRY_UNEXPECTED: { status: 422 },
  ARCHIVE_FILE_ALTERED: { status: 422 },
  // trust
  ARCHIVE_UNSIGNED: { status: 422 },
  ARCHIVE_UNKNOWN_SIGNER: { status: 422 },
  ARCHIVE_SIGNATURES_MISSING: { status: 422 },
  ARCHIVE_EXPIRED: { status: 422 },
  ARCHIVE_REVOKED: { status: 422 },
  ARCHIVE_TRUST_OLDER: { status: 422 },
  CLOCK_SET_BACK: { status: 422 },
  // this platform
  ARCHIVE_NAME_INVALID: { status: 422 },
  ARCHIVE_NAME_MISMATCH: { status: 422 },
  ARCHIVE_WRONG_PLATFORM: { status: 422 },
  ARCHIVE_OLDER: { status: 422 },
  ARCHIVE_ALREADY_INSTALLED: { status: 422 },
  ARCHIVE_BELOW_FLOOR: { status: 422 },
  ARCHIVE_NEEDS_INTERMEDIATE: { status: 422 },
  ARCHIVE_LOCKED: { status: 423 },
  // import
  DISK_FULL: { status: 507 },
  IMPORT_BUSY: { status: 409 },
  RUN_IN_PROGRESS: { status: 409 },
  UPLOAD_INTERRUPTED: { status: 400 },
  UPLOAD_PART_ALTERED: { status: 422 },
  UPLOAD_OTHER_FILE: { status: 409 },
  UPLOAD_ABANDONED: { status: 408 },
  READER_STOPPED: { status: 500 },
  DEPOT_INCOMPLETE: { status: 409 },
  RUN_CANCELLED: { status: 409 },
  RUN_NOT_WAITING: { status: 409 },
  CANCEL_TOO_LATE: { status: 409 },
  PREREQUISITE_BLOCKING: { status: 422 },
  WARNINGS_NOT_ACCEPTED: { status: 422 },
  INFORMATION_NOT_ACCEPTED: { status: 422 },
  // the run
  BACKUP_FAILED: { status: 500 },
  DATA_FOLDER_SPLIT: { status: 500 },
  DATA_LINK_OUTSIDE: { status: 500 },
  REHEARSAL_FAILED: { status: 500 },
  PLACE_FAILED: { status: 500 },
  RECHECK_FAILED: { status: 500 },
  PROCESS_UNKILLABLE: { status: 500 },
  SERVICE_STOP_FAILED: { status: 500 },
  SNAPSHOT_FAILED: { status: 500 },
  MIGRATION_FAILED: { status: 500 },
  SERVICE_START_FAILED: { status: 500 },
  PROBE_FAILED: { status: 500 },
  STEP_FAILED: { status: 500 },
  CLEANUP_INCOMPLETE: { status: 500 },
  ROLLBACK_FAILED: { status: 500 },
  RECOVERY_FAILED: { status: 500 },
  RUNNER_STOPPED: { status: 500 },
  RESTORE_FAILED: { status: 500 },
  INTERVENTION_PENDING: { status: 409 },
  // after the end
  UNLOCK_INVALID: { status: 422 },
  UNLOCK_UNKNOWN_SIGNER: { status: 422 },
  UNLOCK_SIGNATURES_MISSING: { status: 422 },
  UNLOCK_NOT_YET: { status: 422 },
  UNLOCK_EXPIRED: { status: 422 },
  UNLOCK_TOO_LONG: { status: 422 },
  UNLOCK_OTHER_INSTALLATION: { status: 422 },
  UNLOCK_OTHER_RUN: { status: 422 },
  UNLOCK_USED: { status: 409 },
  UNLOCK_NOT_FOR_THIS: { status: 409 },
  UNLOCK_NO_SUPPORT_KEY: { status: 409 },
  BASELINE_FAILED: { status: 500 },
  LOSSES_NOT_ACCEPTED: { status: 400 },
  LOSSES_NOT_COUNTED: { status: 409 },
  COUNT_FAILED: { status: 500 },
  REVERT_IMPOSSIBLE: { status: 409 },
  // access
  LOGIN_FAILED: { status: 401 },
  LOGIN_THROTTLED: { status: 429 },
  SESSION_REQUIRED: { status: 401 },
  PASSWORD_WRONG: { status: 403 },
  PASSWORD_WEAK: { status: 422 },
  PASSWORD_CHANGE_REQUIRED: { status: 403 },
  STEP_UP_REQUIRED: { status: 403 },
  PERMISSION_DENIED: { status: 403 },
  CSRF_INVALID: { status: 403 },
  ORIGIN_REFUSED: { status: 403 },
  USER_NAME_TAKEN: { status: 409 },
  GROUP_NAME_TAKEN: { status: 409 },
  GROUP_IN_USE: { status: 409 },
  LAST_SYSTEM_USER: { status: 409 },
  BUILT_IN_PROTECTED: { status: 409 },
  // general
  INPUT_INVALID: { status: 400 },
  NOT_FOUND: { status: 404 },
  RATE_LIMITED: { status: 429 },
  PLATFORM_FILE_INVALID: { status: 500 },
  RUNNER_START_FAILED: { status: 500 },
  PLATFORM_FILE_CHANGED: { status: 500 },
  TRUST_STATE_INVALID: { status: 500 },
  STATE_FOLDER_OTHER: { status: 500 },
  PLATFORM_MISSING: { status: 500 },
  DISK_MISSING: { status: 500 },
  ACCESS_UNREADABLE: { status: 500 },
  STATE_IN_USE: { status: 500 },
  STATE_NEWER: { status: 500 },
  JOURNAL_DAMAGED: { status: 500 },
  JOURNAL_FULL: { status: 507 },
  JOURNAL_UNWRITABLE: { status: 500 },
  INTERNAL: { status: 500 },
} as const satisfies Record<string, { status: number }>;

export type ErrorCode = keyof typeof ERRORS;
export const ERROR_CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]];
/**
 * Values for the placeholders of the sentence: expected, found, entry, offset (bytes), version… Never a
 * secret.
 */
export type ErrorFacts = Readonly<Record<string, string | number>>;
export interface ErrorReport {
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;
}

/** An expected failure: its code tells the reader what to do. Any other exception is a bug. */
export class CodedError extends Error {
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;
  constructor(code: ErrorCode, facts: ErrorFacts = {}, cause?: unknown) {
    super(`${code} ${JSON.stringify(facts)}`, cause === undefined ? undefined : { cause });
    this.name = "CodedError";
    this.code = code;
    this.facts = facts;
  }
}

/** What may be shown of an exception: a coded error unchanged, a bug as INTERNAL without details. */
export const reportOf = (thrown: unknown, fallback: ErrorCode = "INTERNAL"): ErrorReport =>
  thrown instanceof CodedError ? { code: thrown.code, facts: thrown.facts } : { code: fallback, facts: {} };
