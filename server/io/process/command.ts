/** Runs a command to its end. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { CodedError } from "../../../shared/errors.ts";
import { OUTPUT_AFTER_EXIT_MS, OUTPUT_LINE_MAX_CHARACTERS, PROCESS_KILL_TIMEOUT_MS } from "../../limits.ts";
import { readLines } from "../lines.ts";
import { childEnvironment, executable } from "./environment.ts";
import { signalGroup } from "./kill.ts";
import { commandMark, type Mark, marking } from "./mark.ts";

/** Asks the kernel to kill the child when its parent dies: a migration must not go on writing while recovery restores the database. */
const DEATH_GUARD = "/usr/bin/setpriv";
export const dyingWithUs = (command: readonly string[]): readonly string[] =>
  existsSync(DEATH_GUARD) ? [DEATH_GUARD, "--pdeathsig", "KILL", "--", ...command] : command;

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
      // The kernel may be waiting for a disk: then we do not wait for the child.
      const { pid = 0 } = child;
      stuck ??= setTimeout(
        () => reject(new CodedError("PROCESS_UNKILLABLE", { processes: String(pid) })),
        PROCESS_KILL_TIMEOUT_MS,
      );
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
    // A process that it leaves behind holds its pipes open, and we would wait for it.
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
