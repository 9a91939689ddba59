/** Starts runner processes as the launcher does, and reports how they ended. */
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withOurNode } from "../../server/io/process/environment.ts";
import type { Platform } from "../../server/platform/platform.ts";
import type { RunId } from "../../shared/journal.ts";
import { CLOCK_VARIABLE, FAULT_VARIABLE, type Fault } from "./fault.ts";

const REAL = fileURLToPath(new URL("../../server/pipeline/runner.ts", import.meta.url));
const UNDER_TEST = fileURLToPath(new URL("./runner-under-test.ts", import.meta.url));

export interface RunnerOptions {
  readonly fault?: Fault;
  readonly clockShiftMs?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Called with the process when it lives: a tracer is attached here. */
  readonly onStart?: (pid: number) => void;
}
export interface RunnerEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}
export interface Runner {
  readonly pid: number;
  readonly ended: Promise<RunnerEnd>;
}

/** The real entry file unless a fault is to be injected. `log` is its output, appended. */
export function startRunner(
  platform: Platform,
  runId: RunId,
  log: string,
  options: RunnerOptions = {},
): Runner {
  const { fault, clockShiftMs = 0, environment = {} } = options;
  const odd = fault !== undefined || clockShiftMs !== 0 || Object.keys(environment).length > 0;
  const output = openSync(log, "a");
  const parameters = [
    "--disable-warning=ExperimentalWarning",
    odd ? UNDER_TEST : REAL,
    platform.config.file,
    runId,
  ];
  const child = spawn(process.execPath, parameters, {
    cwd: platform.config.state,
    detached: true,
    stdio: ["ignore", output, output],
    env: {
      ...withOurNode(process.env),
      ...(fault ? { [FAULT_VARIABLE]: JSON.stringify(fault) } : {}),
      ...(clockShiftMs === 0 ? {} : { [CLOCK_VARIABLE]: String(clockShiftMs) }),
      ...environment,
    },
  });
  closeSync(output);
  const ended = new Promise<RunnerEnd>((resolve, reject) => {
    child.once("exit", (exitCode, signal) => resolve({ exitCode, signal }));
    child.once("error", reject);
  });
  const pid = child.pid ?? 0;
  options.onStart?.(pid);
  return { pid, ended };
}

export const runnerLog = (directory: string): string => join(directory, "runner.log");
