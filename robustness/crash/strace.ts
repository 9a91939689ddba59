/** Debian's strace as the hand of fate: attached to a runner, it kills it or fails one of its system calls. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { TRACED_VARIABLE } from "./fault.ts";

const STRACE = "/usr/bin/strace";

/** @throws Error that says what to install: these layers are never left out. */
export function requireStrace(): void {
  if (!existsSync(STRACE))
    throw new Error("strace is missing: apt-get install --no-install-recommends strace");
}

/**
 * What a runner needs that is traced: it waits for the tracer, its file system calls are real calls (no io_uring) and come in one order
 * (one thread for all that does not wait).
 */
export const TRACED = { [TRACED_VARIABLE]: "1", UV_USE_IO_URING: "0", UV_THREADPOOL_SIZE: "1" } as const;

export interface TraceOptions {
  readonly pid: number;
  readonly directory: string;
  readonly calls: readonly string[];
  /** `fsync:error=EIO:when=3`; counted by thread. */
  readonly inject?: string;
  /** Only calls that touch exactly one of these. */
  readonly paths?: readonly string[];
  /** The children too: SQLite's work, migrations, services. */
  readonly children?: boolean;
}
export interface Trace {
  /** Detaches from the processes that are still alive. Resolves with the lines that report the injection. */
  end(): Promise<string[]>;
  /** Everything that was seen. */
  text(): string;
}

const LETS_GO_WITHIN_MS = 20_000;
const NOT_TRACED = ["-b", "execve"] as const;

export function attach({ pid, directory, calls, inject, paths = [], children = false }: TraceOptions): Trace {
  const output = join(directory, "trace.txt");
  const parameters = [
    ...["-f", "-qq", "-y", "-o", output, "-p", String(pid), "-e", `trace=${calls.join(",")}`],
    ...(children ? [] : NOT_TRACED),
    ...(inject === undefined ? [] : [`--inject=${inject}`]),
    ...paths.flatMap((path) => ["-P", path]),
  ];
  // Its remarks on paths that do not exist yet are not errors.
  const tracer = spawn(STRACE, parameters, { stdio: "ignore" });
  const ended = new Promise<void>((resolve) =>
    tracer.once("exit", () => resolve()).once("error", () => resolve()),
  );
  const text = (): string => (existsSync(output) ? readFileSync(output, "utf8") : "");
  return {
    async end() {
      // With children, the services that the runner started are traced and live on.
      if (children) tracer.kill("SIGTERM");
      // It may wait for one that is just dying, for ever.
      const impatient = setTimeout(() => tracer.kill("SIGKILL"), LETS_GO_WITHIN_MS);
      await ended;
      clearTimeout(impatient);
      return text()
        .split("\n")
        .filter((line) => line.includes("(INJECTED)") || line.includes("killed by SIGKILL"));
    },
    text,
  };
}
