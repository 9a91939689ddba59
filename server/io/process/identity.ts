/** Which process is meant, and whether it still holds files, locks or ports. */
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** A process named by pid and start time: a pid alone can be another process tomorrow. */
export interface ProcessIdentity {
  readonly pid: number;
  /** The boot, and clock ticks since it (field 22 of /proc/<pid>/stat): the same ticks come again after each boot. */
  readonly startTime: string;
}

export const BOOT = existsSync("/proc/sys/kernel/random/boot_id")
  ? readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()
  : "?";

/** Start time and state of a process, or of one of its threads (`PID/task/TID`), or null when there is none. */
export function statOf(
  process: number | string,
): { startTime: string; state: string; session: number } | null {
  try {
    const stat = readFileSync(`/proc/${process}/stat`, "latin1");
    // The command's name is in parentheses and may contain spaces: fields are counted from the last one.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", session: Number(fields[3]), startTime: `${BOOT}:${fields[19]}` };
  } catch {
    return null;
  }
}

export function identify(pid: number): ProcessIdentity | null {
  const stat = statOf(pid);
  return stat ? { pid, startTime: stat.startTime } : null;
}

const hasEnded = (stat: ReturnType<typeof statOf>): boolean =>
  stat === null || stat.state === "Z" || stat.state === "X";
const threadsOf = (pid: number): string[] => {
  try {
    return readdirSync(`/proc/${pid}/task`).map((thread) => `${pid}/task/${thread}`);
  } catch {
    return [];
  }
};

/**
 * False when it holds nothing any more: no file, no lock, no port. A zombie may: of a process that is killed the first thread can end
 * before the others, and the kernel closes its files with the last.
 */
export function isAlive(identity: ProcessIdentity): boolean {
  const stat = statOf(identity.pid);
  if (stat === null || stat.startTime !== identity.startTime) return false;
  return !hasEnded(stat) || threadsOf(identity.pid).some((thread) => !hasEnded(statOf(thread)));
}
