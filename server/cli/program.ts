/** The commands, and commander made to speak the person's language. */
import { Command, type CommanderError, InvalidArgumentError } from "commander";
import type { TFunction } from "i18next";
import { DEFAULT_LANGUAGE, LANGUAGES, type Language } from "../../shared/i18n/languages.ts";
import { VERSION } from "../version.ts";
import { importCommand } from "./import-file.ts";
import { journalCommand } from "./journal-verify.ts";
import { UsageProblem } from "./problem.ts";
import { revertCommand } from "./revert.ts";
import type { Shell } from "./shell.ts";
import { trustCommand } from "./trust.ts";
import { unlockCommand } from "./unlock-run.ts";
import type { VendorCommands } from "./vendor-commands.ts";
import { verifyCommand } from "./verify.ts";

/** The language asked for, found before anything is parsed: the parser's own words depend on it. */
export function languageIn(argv: readonly string[], environment: NodeJS.ProcessEnv): Language {
  const at = argv.findIndex((word) => /^--language(=|$)/.test(word));
  const asked = at === -1 ? undefined : (argv[at]?.split("=")[1] ?? argv[at + 1]);
  // Only the first that says anything counts, as locale(7) has it; C and POSIX say nothing.
  const { SUPERVISEUR_LANGUAGE, LC_ALL, LC_MESSAGES, LANG } = environment;
  const wish = [asked, SUPERVISEUR_LANGUAGE, LC_ALL, LC_MESSAGES, LANG].find((value) => value);
  return LANGUAGES.find((language) => language === wish?.slice(0, 2).toLowerCase()) ?? DEFAULT_LANGUAGE;
}

function knownLanguage(text: string): string {
  if (!LANGUAGES.some((language) => language === text)) throw new InvalidArgumentError(text);
  return text;
}

/** `vendor` is null where the vendor's commands were not shipped. */
export function createProgram(shell: Shell, vendor: VendorCommands | null): Command {
  const { t } = shell;
  const program = new Command("superviseur")
    .description(t("cli.description"))
    .version(VERSION, "-V, --version", t("cli.help.version"))
    .option("--language <fr|en>", t("cli.help.language"), knownLanguage);
  const commands = [
    verifyCommand,
    importCommand,
    revertCommand,
    unlockCommand,
    trustCommand,
    journalCommand,
    ...(vendor === null ? [] : [vendor.vendorCommand]),
  ];
  for (const command of commands) program.addCommand(command(shell));
  speak(program, shell);
  return program;
}

function speak(command: Command, shell: Shell): void {
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
