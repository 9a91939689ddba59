/** Commander made to speak the person's language. */
import type { Command, CommanderError } from "commander";
import type { TFunction } from "i18next";
import { DEFAULT_LANGUAGE, LANGUAGES, type Language } from "../../shared/i18n/languages.ts";
import { UsageProblem } from "./problem.ts";
import type { Shell } from "./shell.ts";

/** The requested language, found before anything is parsed: the parser's own words depend on it. */
export function languageIn(argv: readonly string[], environment: NodeJS.ProcessEnv): Language {
  const at = argv.findIndex((word) => /^--language(=|$)/.test(word));
  const requested = at === -1 ? undefined : (argv[at]?.split("=")[1] ?? argv[at + 1]);
  // Only the first that says anything counts, as locale(7) has it; C and POSIX say nothing.
  const { SUPERVISEUR_LANGUAGE, LC_ALL, LC_MESSAGES, LANG } = environment;
  const wish = [requested, SUPERVISEUR_LANGUAGE, LC_ALL, LC_MESSAGES, LANG].find((value) => value);
  return LANGUAGES.find((language) => language === wish?.slice(0, 2).toLowerCase()) ?? DEFAULT_LANGUAGE;
}

export function speak(command: Command, shell: Shell): void {
  const { t, world } = shell;
  const titles: Record<string, string> = {
    "Usage:": t("cli.help.usage"),
    "Arguments:": t("cli.help.arguments"),
    "Options:": t("cli.help.options"),
    "Global Options:": t("cli.help.globalOptions"),
    "Commands:": t("cli.help.commands"),
  };
  command
    .exitOverride()
    .helpCommand(false)
    // Errors of the parser are said by us, in two sentences.
    .configureOutput({ writeErr: () => {}, writeOut: (text) => world.out(text.replace(/\n$/, "")) })
    .configureHelp({
      styleTitle: (title) => titles[title] ?? title,
      subcommandTerm: (sub) => sub.name(),
      showGlobalOptions: true,
    })
    .helpOption("-h, --help", t("cli.help.show"));
  if (command.commands.length > 0) command.usage(`${t("cli.help.placeholders")} ${t("cli.help.command")}`);
  for (const sub of command.commands) speak(sub, shell);
}

/** What the parser did not understand; null when it only showed its help. */
export function usageProblem(error: CommanderError, t: TFunction): UsageProblem | null {
  if (error.exitCode === 0) return null;
  const subject = /'([^']+)'/.exec(error.message)?.[1] ?? "";
  const details: Record<string, string> = {
    "commander.help": t("cli.wrong.missingArgument", { subject: t("cli.help.command") }),
    "commander.unknownCommand": t("cli.wrong.unknownCommand", { subject }),
    "commander.unknownOption": t("cli.wrong.unknownOption", { subject }),
    "commander.missingArgument": t("cli.wrong.missingArgument", { subject }),
    "commander.missingMandatoryOptionValue": t("cli.wrong.missingOption", { subject }),
    "commander.optionMissingArgument": t("cli.wrong.missingValue", { subject }),
    "commander.invalidArgument": t("cli.wrong.badValue", {
      subject: /argument '([^']+)'/.exec(error.message)?.[1] ?? subject,
    }),
    "commander.excessArguments": t("cli.wrong.tooMany"),
  };
  return new UsageProblem(
    t("cli.wrong.title", { detail: details[error.code] ?? t("cli.wrong.other") }),
    t("cli.wrong.action"),
    error,
  );
}
