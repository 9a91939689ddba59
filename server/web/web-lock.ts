import { mkdir } from "node:fs/promises";
import { CodedError } from "../../shared/errors.ts";
import { type KernelLock, takeLock } from "../io/kernel-lock.ts";
import { isUnwritable } from "../journal/journal.ts";
import { WEB_LOCK_WAIT_MS } from "../limits.ts";
import { stateLayout } from "../platform/layout.ts";
import type { PlatformConfig } from "../platform/platform-file.ts";

/**
 * Only one web process works on a state folder. Null when another one holds it.
 * @throws CodedError JOURNAL_UNWRITABLE on a full or read-only disk
 */
export async function takeWebLock({ state }: Pick<PlatformConfig, "state">): Promise<KernelLock | null> {
  try {
    await mkdir(state, { recursive: true, mode: 0o750 });
    return takeLock(stateLayout(state).webLock, WEB_LOCK_WAIT_MS);
  } catch (error) {
    throw isUnwritable(error) ? new CodedError("JOURNAL_UNWRITABLE", { subject: state }, error) : error;
  }
}
