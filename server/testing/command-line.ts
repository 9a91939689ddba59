/** The command line in this process: a test asks a hundred things, and a process costs a third of a second. */
import { run } from "../cli/run.ts";
import type { World } from "../cli/shell.ts";

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `environment` is all that the command sees of it: the tester's own locale decides nothing. */
export async function commandLine(
  words: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  terminal: World["terminal"] = null,
): Promise<Said> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(words, {
    environment,
    terminal,
    out: (line) => void out.push(`${line}\n`),
    err: (line) => void err.push(`${line}\n`),
  });
  return { code, out: out.join(""), err: err.join("") };
}
