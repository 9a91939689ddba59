// --- platform -----------------------------------------------------------------------------------------------------
/** A backup, an integrity check or one SQL migration of a large database on a slow disk. */
export const DATABASE_CHILD_TIMEOUT_MS = 6 * 60 * 60 * 1000;
/** One `command` migration; the vendors' own manuals speak of « une à plusieurs heures » for a whole update. */
export const MIGRATION_TIMEOUT_MS = 6 * 60 * 60 * 1000;
/** How often a growing file is measured for the progress bar. */
export const PROGRESS_POLL_MS = 250;
/** From the start of a service to its first accepted connection. */
export const SERVICE_START_TIMEOUT_MS = 60_000;
/** Requests in flight have this long to end after SIGTERM, before SIGKILL. */
export const SERVICE_STOP_TIMEOUT_MS = 30_000;
/** After SIGKILL only a process stuck in the kernel stays. */
export const SERVICE_KILL_TIMEOUT_MS = 10_000;
/** The probes are tried again until this has passed: caches warm up, the gateway may be restarting. */
export const PROBE_DEADLINE_MS = 60_000;
/** An error answer that stands still this long is the truth, not a warm-up. */
export const PROBE_SETTLE_MS = 8_000;
