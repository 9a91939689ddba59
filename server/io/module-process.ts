/** A module of ours in a process of its own, spoken to by messages; it dies with us. */
import { spawn } from "node:child_process";
import { dyingWithUs } from "./process/command.ts";
import { ownEnvironment } from "./process/environment.ts";

export interface ModuleProcess<In> {
  /** False when the process has ended: `ended` says how. */
  send(message: In): boolean;
  kill(): void;
  /** Resolves when the process and its channel have ended, for any reason. */
  readonly ended: Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>;
}

/** zlib and the disk share libuv's pool: with the usual four, writes that wait for the disk would hold up the inflating. */
const POOL_THREADS = "8";

/**
 * Starts `module` (a file URL) with Superviseur's own runtime. `onMessage` gets what it sends, in order; JSON only.
 * Its stderr goes to ours.
 */
export function startModule<In, Out>(module: URL, onMessage: (message: Out) => void): ModuleProcess<In> {
  const [file = process.execPath, ...parameters] = dyingWithUs([process.execPath, module.pathname]);
  const environment = { ...ownEnvironment(), UV_THREADPOOL_SIZE: POOL_THREADS };
  const child = spawn(file, parameters, { stdio: ["ignore", "ignore", "inherit", "ipc"], env: environment });
  child.on("message", (message) => onMessage(message as Out));
  const ended = new Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once("close", (exitCode, signal) => resolve({ exitCode, signal }));
    child.once("error", () => resolve({ exitCode: null, signal: null }));
  });
  return {
    // The callback keeps a broken channel from throwing: the process's end is reported by `ended`.
    send: (message) => child.connected && child.send(message as object, () => {}),
    kill: () => void child.kill("SIGKILL"),
    ended,
  };
}
