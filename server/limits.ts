// --- platform -----------------------------------------------------------------------------------------------------
/** A backup, an integrity check or one SQL migration of a large database on a slow disk. */
export const DATABASE_CHILD_TIMEOUT_MS = 6 * 60 * 60 * 1000;
/** One `command` migration; the vendors' own manuals speak of « une à plusieurs heures » for a whole update. */
export const MIGRATION_TIMEOUT_MS = 6 * 60 * 60 * 1000;
/** How often a growing file is measured for the progress bar. */
export const PROGRESS_POLL_MS = 250;
/** From the start of a service to its first accepted connection. */
export const SERVICE_START_TIMEOUT_MS = 60_000;
/** How often it is looked whether the platform's services still run; doubled after each start that failed, up to the second. */
export const KEEPER_WATCH_MS = 1_000;
export const KEEPER_PAUSE_MAX_MS = 60_000;
/** Requests in flight have this long to end after SIGTERM, before SIGKILL. */
export const SERVICE_STOP_TIMEOUT_MS = 30_000;
/** After SIGKILL only a process stuck in the kernel stays; one with very much memory takes the kernel a while. */
export const PROCESS_KILL_TIMEOUT_MS = 15_000;
/** The probes are tried again until this has passed: caches warm up, the gateway may be restarting. */
export const PROBE_DEADLINE_MS = 60_000;
/** An error answer that stays the same this long is the truth, not a warm-up. */
export const PROBE_SETTLE_MS = 8_000;

// --- gateway ------------------------------------------------------------------------------------------------------
/** The platform runs on this machine: a connection that takes longer will not come. */
export const UPSTREAM_CONNECT_TIMEOUT_MS = 5_000;
/** A slow report of the platform may take minutes to begin its answer. */
export const UPSTREAM_ANSWER_TIMEOUT_MS = 5 * 60_000;
/** How soon an open WebSocket notices that the mask rose. Requests ask at once; only open sockets have to be notified. */
export const MASK_POLL_MS = 200;
/** `Retry-After` of the maintenance page, in seconds: the expected end, within these bounds; the last one when the end is unknown. */
export const RETRY_AFTER_SECONDS = { minimum: 5, maximum: 120, unknown: 30 } as const;
/** `Retry-After` when the platform does not answer, in seconds. */
export const RETRY_AFTER_FAILURE_SECONDS = 10;
/** The maintenance page asks the gateway this often whether it is over, plus a random part so that a ward does not ask at once. */
export const PAGE_POLL_MS = 4_000;

/** Superviseur that cannot trust or write its own memory looks again this often. */
export const CLOSED_RETRY_MS = 10_000;

// --- pipeline -----------------------------------------------------------------------------------------------------
/** Runner processes that may try the part before the mask; then the run ends cleanly. */
export const MAX_ATTEMPTS = 3;
/** Runners that may say that they cannot bring a run to its end; then a human is needed. */
export const MAX_FAILURES = 8;
/** How long an automounter is waited for. */
export const MOUNT_WAIT_MS = 5_000;
/** How long the current state is observed before a human is called all the same. */
export const INSPECT_TIMEOUT_MS = 5_000;
/** Runners that may be killed over it: a night of power cuts is not a reason to call a human, one that never ends is. */
export const MAX_RECOVERIES = 100;
/** Times that one undo is tried by a runner, and the pause between: a disk that was full for a moment is not a reason to call a human. */
export const UNDO_TRIES = 3;
export const UNDO_PAUSE_MS = 500;
/** What a return would lose is counted again after this long: people go on writing. */
export const COUNT_VALID_MS = 30 * 60 * 1000;
/** A return that was left half opened is ended at the second look. */
export const UNCONSENTED_CHECK_MS = 30_000;
/** Runs whose durations tell how long the next one will take. */
export const PAST_RUNS = 50;
/** How far back the update that the platform owes its state to is looked for, in runs: refused and cancelled ones may follow it. */
export const REVERT_HISTORY_RUNS = 1_000;
/** Runs whose order retention knows; what belongs to none of them is older. */
export const RUNS_REMEMBERED = 10_000;
/** Reserved next to the journal for a full disk: enough for the records, the service records and the links of a whole way back. */
export const JOURNAL_ROOM_BYTES = 4 * 1024 * 1024;
/** How often a running step checks whether the run was cancelled. */
export const CANCEL_POLL_MS = 500;
/** How often the web process looks whether an open run still has a living runner. */
export const RUNNER_WATCH_MS = 1_000;
/** After a crash the port opens when the runner has written what it decided, or after this long. */
export const DECISION_WAIT_MS = 5_000;
/** A runner that starts waits this long for the lock: the watcher holds it for an instant when it looks. */
export const RUNNER_LOCK_WAIT_MS = 5_000;

/** One line of a child's output in memory; the log keeps less of it. */
export const OUTPUT_LINE_MAX_CHARACTERS = 64 * 1024;
/** What a command has written before its end is read for this long after it; a process that it left behind is not waited for. */
export const OUTPUT_AFTER_EXIT_MS = 2_000;
/** Lines of a script's output that a step's log keeps: the first ones and the last ones. A script may print a gigabyte. */
export const OUTPUT_FIRST_LINES = 20_000;
export const OUTPUT_LAST_LINES = 1_000;

// --- intake -------------------------------------------------------------------------------------------------------
/** The largest archive accepted, in bytes: vendors' full releases are some gigabytes. */
export const ARCHIVE_MAX_BYTES = 32 * 1024 ** 3;
/** An import announced whose first byte does not come within this time is dropped. */
export const UPLOAD_START_TIMEOUT_MS = 60_000;
/** The reader's process reports its progress at most this often. */
export const READER_PROGRESS_MS = 200;
/** Reader processes that are started for one archive before it is given up. */
export const READER_STARTS = 3;
/** One part of an upload: 8 MiB at 75 kbit/s. A slower line sends smaller ones or is too slow for a hospital's archive. */
export const UPLOAD_PART_TIMEOUT_MS = 15 * 60 * 1000;
/** An upload that got no further byte for this long is dropped: a night and a day to come back to it. */
export const UPLOAD_ABANDONED_MS = 24 * 60 * 60 * 1000;
/** How often abandoned uploads are looked for. */
export const UPLOAD_ABANDONED_CHECK_MS = 60_000;
/** Part of the space an update needs that is required on top, as a margin for the unforeseen. */
export const BUDGET_MARGIN = 0.3;
/** Unpacked bytes per packed byte, where the page could not tell: what vendors' releases show, rounded up. */
export const ASSUMED_UNPACK_RATIO = 4;
/** How often the drop folder is looked at. */
export const DEPOT_SCAN_MS = 2_000;
/** A file that has not grown for this long, and that no process holds open for writing, is read. */
export const DEPOT_QUIET_MS = 4_000;
/** Files of the drop folder that are shown. */
export const DEPOT_ENTRIES_MAX = 100;
/** How far back locked archives are looked for, in runs. */
export const LOCK_HISTORY_RUNS = 10_000;

// --- web process --------------------------------------------------------------------------------------------------
/** A restarted web process waits this long for the one before it to let go of the state folder. */
export const WEB_LOCK_WAIT_MS = 5_000;

// --- archive ------------------------------------------------------------------------------------------------------
/** Keys, and roles, that one document may name: @tufjs/models takes the square of their number, before any signature is known. */
export const META_KEYS_MAX = 100;
/** Before the manifest is known, unpacked bytes per packed byte. */
export const META_RATIO_MAX = 200;
/** Inflating in 16 KiB pieces costs twice as much (measured). */
export const GUNZIP_CHUNK_BYTES = 1024 * 1024;
/** From this size on a staged file is written past the page cache. Smaller ones gain nothing: they cost their creation. */
export const DIRECT_WRITE_MIN_BYTES = 512 * 1024;
/** What zlib may inflate while the chunks before are hashed and handed over. */
export const INFLATED_AHEAD_BYTES = 4 * 1024 * 1024;
/** Inflated chunks that wait between the thread that inflates and the one that hashes and writes. */
export const UNPACK_RING_CHUNKS = 8;
/** An archive on disk is read in pieces of this size. */
export const ARCHIVE_READ_BYTES = 1024 * 1024;
/** No byte for this long ends a reading. */
export const ARCHIVE_IDLE_MS = 60_000;
/** How far a clock may be behind the latest time seen: time zones and corrections by hand, not expired signatures. */
export const CLOCK_TOLERANCE_MS = 24 * 60 * 60 * 1000;
/** Zero blocks after the end mark: tar pads to records of 10 KiB. */
export const TAR_PADDING_MAX_BYTES = 10_240;
/** A signing key's file may be stolen and tried at leisure: PKCS#8's key derivation is cheap to try (docs/key-ceremony.md). */
export const PASSPHRASE_MIN_CHARACTERS = 14;

// --- access -------------------------------------------------------------------------------------------------------
/** argon2id, OWASP's second choice: 19 MiB, two passes, one lane; some tens of milliseconds on a small server. */
export const PASSWORD_HASH_MEMORY_KIB = 19_456;
export const PASSWORD_HASH_PASSES = 2;
export const PASSWORD_HASH_LANES = 1;
/** A password may not contain the account's name; a shorter name occurs in too many good passwords. */
export const ACCOUNT_NAME_GUESS_LENGTH = 3;
/** How long a write waits for the command line's write. */
export const ACCESS_BUSY_TIMEOUT_MS = 5_000;
/** A session without any request or live connection ends. */
export const SESSION_IDLE_SECONDS = 30 * 60;
/** A session ends however busy it is: a night's update fits, a week does not. */
export const SESSION_ABSOLUTE_SECONDS = 12 * 60 * 60;
/** Activity is written down at most this often. */
export const SESSION_TOUCH_SECONDS = 30;
/** Failures without a delay: typing errors of one person, and of everybody behind one address. */
export const LOGIN_FREE_FAILURES = 4;
export const LOGIN_FREE_FAILURES_PER_ADDRESS = 20;
/** The delay doubles with each further failure up to this. */
export const LOGIN_DELAY_MAX_SECONDS = 15 * 60;
/** After this long without an attempt the failures are forgotten. */
export const LOGIN_MEMORY_SECONDS = 24 * 60 * 60;

// --- http and socket ----------------------------------------------------------------------------------------------
/** Whole request: the platform's own uploads pass here too. Parts of an archive have their own, UPLOAD_PART_TIMEOUT_MS and ARCHIVE_IDLE_MS. */
export const HTTP_REQUEST_TIMEOUT_MS = 8 * 60 * 60 * 1000;
/** No JSON request of ours is larger. */
export const JSON_BODY_MAX_BYTES = 64 * 1024;
/** Multipart boundary and part headers around the archive. */
export const UPLOAD_OVERHEAD_BYTES = 4 * 1024;
/** After an early refusal the browser gets this long to read the answer while its bytes are thrown away. */
export const UPLOAD_REFUSAL_DRAIN_MS = 2_000;
export const LOGIN_REQUESTS_PER_MINUTE = 30;
/** A page that polls, several tabs, and support behind the same address. */
export const API_REQUESTS_PER_MINUTE = 3_000;
export const RUN_PAGE = 50;
export const AUDIT_PAGE = 100;
/** Clients only send run ids. */
export const SOCKET_MESSAGE_MAX_BYTES = 4 * 1024;
/** Restarting waits this long for the viewers' closing handshakes. */
export const SOCKET_CLOSE_MS = 1_000;
/** A viewer with more than this waiting gets no more lines until it has read some. */
export const SOCKET_BUFFER_MAX_BYTES = 1024 * 1024;
export const LOG_BATCH_MS = 50;
export const LOG_BATCH_LINES = 2_000;
export const SESSION_RECHECK_MS = 5_000;
