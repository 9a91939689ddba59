import { resolve } from "node:path";
import { Command } from "commander";
import type { DryRun } from "../../cli/dry-run.ts";
import { instant } from "../../cli/options.ts";
import { type Answer, type Shell, writing } from "../../cli/shell.ts";
import { verifyByRoot } from "../../cli/verify.ts";
import { packSigned, readyToPack } from "../pack.ts";
import { readTrustFolder } from "../ring-folder.ts";
import { diffCommand } from "./archive-diff.ts";
import { inspectCommand } from "./archive-inspect.ts";
import { resignCommand } from "./archive-resign.ts";
import { orRefused, packedAnswer } from "./packed-words.ts";
import { readRelease } from "./release.ts";

/** `superviseur vendor archive pack DIR --release FILE --trust DIR --out O` */
function packCommand(shell: Shell): Command {
  const { t } = shell;
  const command = new Command("pack")
    .description(t("cli.pack.description"))
    .argument("<dir>", t("cli.pack.directory"))
    .requiredOption("--release <file>", t("cli.release.file"))
    .requiredOption("--trust <dir>", t("cli.root.directory"))
    .requiredOption("--out <dir>", t("cli.pack.out"))
    .option("--now <iso>", t("cli.pack.now"), instant);
  type Flags = DryRun & {
    readonly release: string;
    readonly trust: string;
    readonly out: string;
    readonly now?: number;
  };
  const packed = async (directory: string, flags: Flags): Promise<Answer> => {
    const options = {
      directory: resolve(directory),
      release: await readRelease(resolve(flags.release)),
      trust: await readTrustFolder(resolve(flags.trust)),
      now: flags.now ?? Date.now(),
    };
    if (flags.dryRun) return packedAnswer(shell, flags, (await readyToPack(options)).content.manifest, null);
    const archive = await packSigned({ ...options, out: resolve(flags.out) });
    return packedAnswer(shell, flags, archive.manifest, archive);
  };
  return writing(shell, command, (directory: string, flags: Flags) =>
    orRefused(shell, packed(directory, flags)),
  );
}

export const archiveCommand = (shell: Shell): Command =>
  new Command("archive")
    .description(shell.t("cli.pack.group"))
    .addCommand(packCommand(shell))
    .addCommand(verifyByRoot(shell))
    .addCommand(inspectCommand(shell))
    .addCommand(resignCommand(shell))
    .addCommand(diffCommand(shell));
