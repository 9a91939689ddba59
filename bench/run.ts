/** Commands of the bench: what they say goes to stderr, because stdout belongs to the result. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { toolEnvironment } from "../scripts/run-command.ts";

/** Resolves with its stdout. @throws Error when it fails */
export async function run(
  command: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const [file, ...parameters] = command;
  const child = spawn(file, parameters, {
    env: toolEnvironment(environment),
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const [code, signal] = await once(child, "close");
  if (code !== 0) throw new Error(`${command.join(" ")}: ${signal ?? `exit code ${code}`}`);
  return output;
}

/** A module of the bench in a fresh process, given and answering one JSON value. */
export const runModule = async <T>(module: URL, input: object): Promise<T> =>
  JSON.parse(
    await run([
      process.execPath,
      "--disable-warning=ExperimentalWarning",
      module.pathname,
      JSON.stringify(input),
    ]),
  );

/** Seconds that `work` takes, begun with nothing waiting to be written. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  await run(["sync"]);
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
