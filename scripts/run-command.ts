/**
 * Runs one command to its end and passes its output through. Standard input is closed: a prompt would wait
 * forever.
 */
import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const PROJECT = fileURLToPath(new URL("..", import.meta.url));

/** The project's own tools first, its Node among them. */
export const toolEnvironment = (extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: [join(PROJECT, "node_modules", ".bin"), process.env.PATH ?? "/usr/local/bin:/usr/bin:/bin"].join(
    delimiter,
  ),
  ...extra,
});

/** Resolves with the exit code; a signal counts as failure. */
export function runCommand(
  command: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>> = {},
): Promise<number> {
  const [file, ...parameters] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(file, parameters, {
      cwd: PROJECT,
      env: toolEnvironment(environment),
      stdio: ["ignore", "inherit", "inherit"],
    });
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}

/** The same in another folder and without output: for commands that are expected to fail. */
export function runQuietly(command: readonly [string, ...string[]], cwd: string): Promise<number> {
  const [file, ...parameters] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(file, parameters, { cwd, env: toolEnvironment(), stdio: "ignore" });
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}
