/** The commands. */
import { Command, InvalidArgumentError } from "commander";
import { LANGUAGES } from "../../shared/i18n/languages.ts";
import { VERSION } from "../version.ts";
import { importCommand } from "./import-file.ts";
import { journalCommand } from "./journal-verify.ts";
import { revertCommand } from "./revert.ts";
import { serveCommand } from "./serve.ts";
import type { Shell } from "./shell.ts";
import { trustCommand } from "./trust.ts";
import { unlockCommand } from "./unlock-run.ts";
import type { VendorCommands } from "./vendor-commands.ts";
import { verifyCommand } from "./verify.ts";

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
    serveCommand,
    verifyCommand,
    importCommand,
    revertCommand,
    unlockCommand,
    trustCommand,
    journalCommand,
    ...(vendor === null ? [] : [vendor.vendorCommand]),
  ];
  for (const command of commands) program.addCommand(command(shell));
  return program;
}
