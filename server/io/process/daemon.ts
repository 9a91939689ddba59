/** Starts processes that outlive this one. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { executable } from "./environment.ts";
import { identify, type ProcessIdentity } from "./identity.ts";
import { type Mark, marking } from "./mark.ts";

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
