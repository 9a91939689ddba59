import type { World } from "./shell.ts";

/** A person sits at the terminal only when both the keyboard and the messages are theirs. */
export const worldOf = ({ env, stdin, stderr }: NodeJS.Process): World => ({
  environment: env,
  out: (line) => console.log(line),
  err: (line) => console.error(line),
  terminal: stdin.isTTY && stderr.isTTY ? { input: stdin, output: stderr } : null,
});
