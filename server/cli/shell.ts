/** What a command has besides its work: the person's language, where to write, whom to ask; and the one way to answer. */
import type { Command } from "commander";
import type { TFunction } from "i18next";
import type { Language } from "../../shared/i18n/languages.ts";
import { EXIT } from "./problem.ts";

/** The process as the command line needs it; tests bring their own. */
export interface World {
  readonly environment: NodeJS.ProcessEnv;
  out(line: string): void;
  err(line: string): void;
  /** Keyboard and screen when a person sits there, else null. */
  readonly terminal: { readonly input: NodeJS.ReadableStream; readonly output: NodeJS.WritableStream } | null;
}

export interface Shell {
  readonly t: TFunction;
  readonly language: Language;
  readonly world: World;
  /** Leaves with this code when the command is done. */
  exit(code: number): void;
}

export interface Answer {
  /** What `--json` prints in addition to `ok`. */
  readonly json: Readonly<Record<string, unknown>>;
  /** What people read. */
  readonly lines: readonly string[];
  /** False: it was tried and the answer is no. */
  readonly ok?: boolean;
}

/** Gives the command `--json` and its action: `work` gets the arguments and the options. */
export function answering<A extends unknown[]>(
  shell: Shell,
  command: Command,
  work: (...given: A) => Promise<Answer>,
): Command {
  return command.option("--json", shell.t("cli.help.json")).action(async (...given: [...A, Command]) => {
    const { ok = true, json, lines } = await work(...(given.slice(0, -1) as A));
    if (command.opts().json) shell.world.out(JSON.stringify({ ok, ...json }));
    else for (const line of lines) shell.world[ok ? "out" : "err"](line);
    if (!ok) shell.exit(EXIT.refused);
  });
}

/** The same for a command that writes: it may be tried without writing. */
export const writing = <A extends unknown[]>(
  shell: Shell,
  command: Command,
  work: (...given: A) => Promise<Answer>,
): Command => answering(shell, command.option("--dry-run", shell.t("cli.help.dryRun")), work);
