/** One command, from its words to its exit code. */
import { CommanderError } from "commander";
import { z } from "zod";
import { createI18n } from "../../shared/i18n/index.ts";
import { explained, isBug } from "./explain.ts";
import { EXIT } from "./problem.ts";
import { createProgram, languageIn, usageProblem } from "./program.ts";
import type { Shell, World } from "./shell.ts";
import { loadVendorCommands } from "./vendor-commands.ts";

/** `words` without the program's own name. */
export async function run(words: readonly string[], world: World): Promise<number> {
  const language = languageIn(words, world.environment);
  const { t } = createI18n(language);
  z.config(z.locales[language]());
  let code: number = EXIT.good;
  const exit = (given: number): void => {
    code = given;
  };
  const vendor = await loadVendorCommands();
  const shell: Shell = { t, language, world, exit };
  try {
    await createProgram(shell, vendor).parseAsync(words, { from: "user" });
    return code;
  } catch (error) {
    const problem = error instanceof CommanderError ? usageProblem(error, t) : error;
    if (problem === null) return EXIT.good;
    return say(shell, vendor?.vendorProblem(t, problem) ?? problem, words.includes("--json"));
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
