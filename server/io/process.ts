/** The one door to other processes. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { CodedError } from "../../shared/errors.ts";
import { OUTPUT_AFTER_EXIT_MS, OUTPUT_LINE_MAX_CHARACTERS, PROCESS_KILL_TIMEOUT_MS } from "../limits.ts";
import { readLines } from "./lines.ts";

/** A process named by pid and start time: a pid alone can be another process tomorrow. */
export interface ProcessIdentity {
  readonly pid: number;
  /** The boot, and clock ticks since it (field 22 of /proc/<pid>/stat): the same ticks come again after each boot. */
  readonly startTime: string;
}

const BOOT = existsSync("/proc/sys/kernel/random/boot_id") ? readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim() : "?";

/** Start time and state of a process, or of one of its threads (`PID/task/TID`), or null when there is none. */
function statOf(process: number | string): { startTime: string; state: string; session: number } | null {
  try {
    const stat = readFileSync(`/proc/${process}/stat`, "latin1");
    // The command's name stands in parentheses and may contain spaces: fields are counted from the last one.
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

const hasEnded = (stat: ReturnType<typeof statOf>): boolean => stat === null || stat.state === "Z" || stat.state === "X";
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

/** `node` in a manifest means the runtime that Superviseur runs on, whatever the machine has. */
export const withOurNode = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...environment,
  PATH: `${dirname(process.execPath)}:${environment.PATH ?? "/usr/local/bin:/usr/bin:/bin"}`,
});
const executable = (name: string): string => (name === "node" ? process.execPath : name);

/** Asks the kernel to kill the child when its parent dies: a migration must not go on writing while recovery restores the database. */
const DEATH_GUARD = "/usr/bin/setpriv";
export const dyingWithUs = (command: readonly string[]): readonly string[] =>
  existsSync(DEATH_GUARD) ? [DEATH_GUARD, "--pdeathsig", "KILL", "--", ...command] : command;

/** Stands in the environment of what we start, and of whatever that starts: how it is found again when nobody wrote down that it was started. */
export type Mark = `${"SUPERVISEUR_RUN" | "SUPERVISEUR_SERVICE"}=${string}`;
const marking = (mark: Mark): Record<string, string> => ({ [mark.slice(0, mark.indexOf("="))]: mark.slice(mark.indexOf("=") + 1) });
let commandMark: Mark | null = null;

/** From now on this process's commands carry the mark. */
export const markCommands = (mark: Mark): void => {
  commandMark = mark;
};

const environmentOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1");
  } catch {
    // It ended, or it is another account's and none of ours.
    return "";
  }
};

/** Pids of all that run, zombies too. */
export const everyPid = (): string[] => readdirSync("/proc").filter((name) => /^\d+$/.test(name));
/** The leader's pid of a process's session; null when there is no such process. */
export const sessionIdOf = (pid: string): number | null => statOf(pid)?.session ?? null;

/** Those that live and carry the mark, this process excepted. */
export function marked(mark: Mark): ProcessIdentity[] {
  const found = everyPid().filter((pid) => Number(pid) !== process.pid && `\0${environmentOf(pid)}`.includes(`\0${mark}\0`));
  return found.flatMap((pid) => identify(Number(pid)) ?? []).filter(isAlive);
}

/**
 * Kills every process that carries the mark, also those that left their parent's group, until none is left and none holds anything.
 * Answers how many there were. A migration's own children may go on writing to a database that is being put back.
 * @throws CodedError PROCESS_STAYS, fact `processes`: pids of those that are stuck in the kernel (a disk or a share that does not answer)
 */
export const killMarked = (mark: Mark, withinMs = PROCESS_KILL_TIMEOUT_MS): Promise<number> => killAll(() => marked(mark), withinMs);

/**
 * The same of a daemon's, also of those whose title has overwritten their environment (nginx, php-fpm): they stay in its session.
 * `led`: the leader lives still, or did a moment ago; else its number may have been given to another daemon since, and only who has no
 * environment at all is taken for one of its own.
 */
export const killDaemon = (mark: Mark, leader: ProcessIdentity | null, led: boolean): Promise<number> =>
  killAll(() => [...marked(mark), ...(leader === null ? [] : sessionOf(leader, led))], PROCESS_KILL_TIMEOUT_MS);

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
        throw new CodedError("PROCESS_STAYS", { processes: left.join(", ") });
      }
      await delay(pause);
    }
  }
  return new Set(killed.map(({ pid }) => pid)).size;
}
const KILL_POLL_MS = 2;
const KILL_POLL_MAX_MS = 100;

export interface CommandOptions {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Each line as it comes, cut at OUTPUT_LINE_MAX_CHARACTERS. */
  readonly onLine: (source: "stdout" | "stderr", text: string) => void;
  /** Milliseconds until the process group is killed. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Instead of this process's own. */
  readonly mark?: Mark;
}
export interface CommandResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
}

/** Only what a child needs: nothing of Superviseur's own environment leaks into a release. */
const childEnvironment = (extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv =>
  withOurNode({ PATH: process.env.PATH, HOME: process.env.HOME, LANG: process.env.LANG ?? "C.UTF-8", TZ: process.env.TZ, ...extra });

/** What a process that runs our own code gets beside that: where Node keeps what it compiled, when somebody said so. */
export const ownVariables = (): Readonly<Record<string, string>> => {
  const { NODE_COMPILE_CACHE: cache } = process.env;
  return cache === undefined ? {} : { NODE_COMPILE_CACHE: cache };
};

/** The environment of a process that runs our own code. */
export const ownEnvironment = (): NodeJS.ProcessEnv => childEnvironment(ownVariables());

/** Runs a command to its end in a process group of its own, so that nothing it starts outlives a time-out. */
export function runCommand(command: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const [name, ...rest] = command;
  if (name === undefined) throw new Error("empty command");
  const mark = options.mark ?? commandMark;
  const [file = name, ...parameters] = dyingWithUs([executable(name), ...rest]);
  return new Promise((resolve, reject) => {
    const child = spawn(file, parameters, {
      cwd: options.cwd,
      env: childEnvironment({ ...options.environment, ...(mark ? marking(mark) : {}) }),
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let timedOut = false;
    let stuck: NodeJS.Timeout | undefined;
    const kill = (): void => {
      signalGroup(child.pid, "SIGKILL");
      // The kernel may wait for a disk: then nobody waits for the child.
      const { pid = 0 } = child;
      stuck ??= setTimeout(() => reject(new CodedError("PROCESS_STAYS", { processes: String(pid) })), PROCESS_KILL_TIMEOUT_MS);
    };
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, options.timeoutMs);
    options.signal?.addEventListener("abort", kill, { once: true });
    for (const source of ["stdout", "stderr"] as const) {
      readLines(child[source], OUTPUT_LINE_MAX_CHARACTERS, (text) => options.onLine(source, text));
    }
    child.once("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    // Whoever it leaves behind holds its pipes, and would be waited for.
    child.once("exit", () => {
      signalGroup(child.pid, "SIGKILL");
      clearTimeout(stuck);
      setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, OUTPUT_AFTER_EXIT_MS).unref();
    });
    child.once("close", (exitCode, signal) => {
      clearTimeout(timer);
      clearTimeout(stuck);
      options.signal?.removeEventListener("abort", kill);
      resolve({ exitCode, signal, timedOut });
    });
  });
}

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

export interface DaemonOptions {
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly mark?: Mark;
  /** Receives stdout and stderr, appended. */
  readonly logFile: string;
}
export interface Daemon {
  readonly identity: ProcessIdentity;
  /** Resolves when the process ends while this process still lives. */
  readonly exited: Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts a process that outlives this one: its own session, no pipe to us. */
export async function startDaemon(command: readonly string[], options: DaemonOptions): Promise<Daemon> {
  const [file, ...parameters] = command;
  if (file === undefined) throw new Error("empty command");
  const log = openSync(options.logFile, "a", 0o640);
  let child: ChildProcess;
  try {
    child = spawn(executable(file), parameters, {
      cwd: options.cwd,
      env: { ...options.environment, ...(options.mark ? marking(options.mark) : {}) },
      stdio: ["ignore", log, log],
      detached: true,
    });
  } finally {
    closeSync(log);
  }
  const exited = new Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once("exit", (exitCode, signal) => resolve({ exitCode, signal }));
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  child.unref();
  const pid = child.pid ?? 0;
  return { identity: identify(pid) ?? { pid, startTime: "gone" }, exited };
}

/** The environment a service or a migration of a release gets. */
export const releaseEnvironment = (extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv => childEnvironment(extra);
