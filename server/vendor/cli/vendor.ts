import { Command } from "commander";
import type { Shell } from "../../cli/shell.ts";
import type { VendorCommands } from "../../cli/vendor-commands.ts";
import { archiveCommand } from "./archive.ts";
import { keyCommand } from "./key.ts";
import { vendorProblem } from "./problems.ts";
import { releaseCommand } from "./release.ts";
import { rootCommand } from "./root.ts";
import { unlockCommand } from "./unlock.ts";

/** `superviseur vendor …`: what the vendor does, all of it offline. */
const vendorCommand = (shell: Shell): Command =>
  new Command("vendor")
    .description(shell.t("cli.vendor"))
    .addCommand(keyCommand(shell))
    .addCommand(rootCommand(shell))
    .addCommand(releaseCommand(shell))
    .addCommand(archiveCommand(shell))
    .addCommand(unlockCommand(shell));

/** What the command line loads where this folder exists. */
export const commands: VendorCommands = { vendorCommand, vendorProblem };
