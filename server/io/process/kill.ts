/** Ending processes: one, a group, everything that carries a mark. */
import { statSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { CodedError } from "../../../shared/errors.ts";
import { PROCESS_KILL_TIMEOUT_MS } from "../../limits.ts";
import { BOOT, identify, isAlive, type ProcessIdentity } from "./identity.ts";
import { environmentOf, everyPid, type Mark, marked, sessionIdOf } from "./mark.ts";

/**
 * Kills every process that carries the mark, also those that left their parent's group, until none is left and none holds anything.
 * Answers how many there were. A migration's own children may go on writing to a database that is being put back.
 * @throws CodedError PROCESS_UNKILLABLE, fact `processes`: pids of those that are stuck in the kernel (a disk or a share that does not answer)
 */
export const killMarked = (mark: Mark, withinMs = PROCESS_KILL_TIMEOUT_MS): Promise<number> =>
  killAll(() => marked(mark), withinMs);

/**
 * The same of a daemon's, also of those whose title has overwritten their environment (nginx, php-fpm): they stay in its session.
 * `led`: the leader lives still, or did a moment ago; else its number may have been given to another daemon since, and only who has no
 * environment at all is taken for one of its own.
 */
export const killDaemon = (mark: Mark, leader: ProcessIdentity | null, led: boolean): Promise<number> =>
  killAll(
    () => [...marked(mark), ...(leader === null ? [] : sessionOf(leader, led))],
    PROCESS_KILL_TIMEOUT_MS,
  );

const VARIABLE = /(^|\0)\w+=/;
const mayBeSignalled = (pid: string): boolean =>
  process.getuid?.() === 0 || statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid === process.getuid?.();

function sessionOf({ pid, startTime }: ProcessIdentity, led: boolean): ProcessIdentity[] {
  const present = identify(pid);
  const isAnother = present !== null && present.startTime !== startTime;
  if (isAnother || !startTime.startsWith(`${BOOT}:`)) return [];
  return everyPid()
    .filter((member) => Number(member) !== process.pid && sessionIdOf(member) === pid)
    .filter((member) => mayBeSignalled(member) && (led || !VARIABLE.test(environmentOf(member))))
    .flatMap((member) => identify(Number(member)) ?? [])
    .filter(isAlive);
}

async function killAll(find: () => ProcessIdentity[], withinMs: number): Promise<number> {
  const deadline = performance.now() + withinMs;
  const killed: ProcessIdentity[] = [];
  for (let found = find(); found.length > 0; found = find()) {
    for (const { pid } of found) signalOne(pid, "SIGKILL");
    killed.push(...found);
    // One that is ending has no environment any more, long before its files are closed: it would not be found again.
    for (let pause = KILL_POLL_MS; killed.some(isAlive); pause = Math.min(2 * pause, KILL_POLL_MAX_MS)) {
      if (performance.now() > deadline) {
        const left = killed.filter(isAlive).map(({ pid }) => pid);
        throw new CodedError("PROCESS_UNKILLABLE", { processes: left.join(", ") });
      }
      await delay(pause);
    }
  }
  return new Set(killed.map(({ pid }) => pid)).size;
}
const KILL_POLL_MS = 2;
const KILL_POLL_MAX_MS = 100;

/** Signals a whole process group; one that is gone is fine. */
export function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid !== undefined) signalOne(-pid, signal);
}

function signalOne(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
