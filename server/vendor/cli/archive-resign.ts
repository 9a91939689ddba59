import { resolve } from "node:path";
import type { Metadata, Targets } from "@tufjs/models";
import { Command } from "commander";
import type { DryRun } from "../../cli/dry-run.ts";
import { instant } from "../../cli/options.ts";
import type { PassphraseFlags } from "../../cli/passphrase.ts";
import { UsageProblem } from "../../cli/problem.ts";
import { type Answer, type Shell, writing } from "../../cli/shell.ts";
import { readyToResign, renewedRelease, resignArchive } from "../resign.ts";
import { readTrustFolder, type TrustDocuments } from "../ring-folder.ts";
import { addSignature } from "../ring-sign.ts";
import { readSigner } from "./files.ts";
import { orRefused, packedAnswer } from "./packed-words.ts";
import { readRelease } from "./release.ts";

type Flags = PassphraseFlags &
  DryRun & {
    readonly trust: string;
    readonly out: string;
    readonly release?: string;
    readonly expires?: number;
    readonly key?: readonly string[];
    readonly now?: number;
  };

/** Signed elsewhere by several, or here with keys at hand. */
async function newRelease(
  shell: Shell,
  file: string,
  trust: TrustDocuments,
  flags: Flags,
): Promise<Metadata<Targets>> {
  const { t } = shell;
  const { release, expires, key = [] } = flags;
  if (release !== undefined && expires === undefined && key.length === 0)
    return await readRelease(resolve(release));
  if (release !== undefined || expires === undefined || key.length === 0)
    throw new UsageProblem(t("cli.resign.either"), t("cli.resign.eitherAction"));
  const metadata = await renewedRelease(file, trust, expires);
  for (const signer of key)
    addSignature({ kind: "release", metadata }, await readSigner(shell, flags, signer));
  return metadata;
}

/** `superviseur vendor archive resign FILE (--expires ISO --key K.pem… | --release NEW) --trust DIR --out O` */
export function resignCommand(shell: Shell): Command {
  const { t } = shell;
  const command = new Command("resign")
    .description(t("cli.resign.description"))
    .argument("<file>", t("cli.verify.file"))
    .requiredOption("--trust <dir>", t("cli.root.directory"))
    .requiredOption("--out <dir>", t("cli.pack.out"))
    .option("--release <file>", t("cli.resign.release"))
    .option("--expires <iso>", t("cli.release.expires"), instant)
    .option("--key <file...>", t("cli.resign.key"))
    .option("--passphrase-file <file>", t("cli.key.passphraseFile"))
    .option("--now <iso>", t("cli.pack.now"), instant);
  const resigned = async (given: string, flags: Flags): Promise<Answer> => {
    const file = resolve(given);
    const trust = await readTrustFolder(resolve(flags.trust));
    const options = {
      file,
      trust,
      release: await newRelease(shell, file, trust, flags),
      now: flags.now ?? Date.now(),
    };
    if (flags.dryRun)
      return packedAnswer(shell, flags, (await readyToResign(options)).content.manifest, null);
    const archive = await resignArchive({ ...options, out: resolve(flags.out) });
    return packedAnswer(shell, flags, archive.manifest, archive);
  };
  return writing(shell, command, (given: string, flags: Flags) => orRefused(shell, resigned(given, flags)));
}
