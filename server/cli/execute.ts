/** One program, from its words to its exit code. */
import { type Command, CommanderError } from "commander";
import type { TFunction } from "i18next";
import { z } from "zod";
import { createI18n } from "../../shared/i18n/index.ts";
import { explained, isBug } from "./explain.ts";
import { EXIT, type UsageProblem } from "./problem.ts";
import type { Shell, World } from "./shell.ts";
import { languageIn, speak, usageProblem } from "./speak.ts";

/** `words` without the program's own name; `problemOf` knows what a person can fix of the program's own errors. */
export async function execute(
  words: readonly string[],
  world: World,
  create: (shell: Shell) => Command,
  problemOf: (t: TFunction, error: unknown) => UsageProblem | null = () => null,
): Promise<number> {
  const language = languageIn(words, world.environment);
  const { t } = createI18n(language);
  z.config(z.locales[language]());
  let code: number = EXIT.good;
  const exit = (given: number): void => {
    code = given;
  };
  const shell: Shell = { t, language, world, exit };
  try {
    const program = create(shell);
    speak(program, shell);
    await program.parseAsync(words, { from: "user" });
    return code;
  } catch (error) {
    const problem = error instanceof CommanderError ? usageProblem(error, t) : error;
    if (problem === null) return EXIT.good;
    return say(shell, problemOf(t, problem) ?? problem, words.includes("--json"));
  }
}

/** A refusal is the answer of a program that asked in JSON; people read it on stderr. */
function say({ t, world }: Shell, error: unknown, json: boolean): number {
  if (isBug(t, error)) world.err(error instanceof Error && error.stack ? error.stack : String(error));
  const { json: report, title, action, exit } = explained(t, error);
  if (json) world.out(JSON.stringify({ ok: false, ...report, message: title, action }));
  else world.err(`${title}\n${action}`);
  return exit;
}
