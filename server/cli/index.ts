#!/usr/bin/env node
/** `superviseur`: exit 0 when it is done or true, 1 when it is refused or failed, 2 when it could not be tried. */
import { run } from "./run.ts";

const { env, stdin, stderr } = process;
process.exitCode = await run(process.argv.slice(2), {
  environment: env,
  out: (line) => console.log(line),
  err: (line) => console.error(line),
  terminal: stdin.isTTY && stderr.isTTY ? { input: stdin, output: stderr } : null,
});
