import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Command } from "commander";
import type { DryRun } from "../../cli/dry-run.ts";
import { newPassphrase, type PassphraseFlags } from "../../cli/passphrase.ts";
import { answering, type Shell, writing } from "../../cli/shell.ts";
import { writeFileDurably } from "../../io/atomic-file.ts";
import { newKey, publicKeyText, readPublicKey, signerOf } from "../ring-key.ts";
import { readSigner, refuseExisting, writePublic } from "./files.ts";

/** `superviseur vendor key new --out FILE` */
function newCommand(shell: Shell): Command {
  const { t } = shell;
  const command = new Command("new")
    .description(t("cli.key.new"))
    .requiredOption("--out <file>", t("cli.key.out"))
    .option("--passphrase-file <file>", t("cli.key.passphraseFile"))
    .addHelpText("after", `\n${t("cli.key.passphrase")}`);
  return writing(shell, command, async (flags: PassphraseFlags & DryRun & { readonly out: string }) => {
    const file = resolve(flags.out);
    const publicFile = `${file}.pub.json`;
    await refuseExisting(shell, file, publicFile);
    const passphrase = await newPassphrase(shell, flags);
    const pem = newKey(passphrase);
    const { key } = signerOf(pem, passphrase);
    // A key made by a dry run is not kept: its id would only mislead.
    if (flags.dryRun)
      return {
        json: { dryRun: true, keyid: null, file, publicFile },
        lines: [t("cli.dryRun"), t("cli.key.would", { file })],
      };
    await writeFileDurably(file, pem);
    await writePublic(publicFile, publicKeyText(key), flags);
    return {
      json: { dryRun: false, keyid: key.keyID, file, publicFile },
      lines: [
        t("cli.key.id", { keyId: key.keyID }),
        t("cli.key.private", { file }),
        t("cli.key.public", { file: publicFile }),
      ],
    };
  });
}

/** `superviseur vendor key show FILE` */
function showCommand(shell: Shell): Command {
  const { t } = shell;
  const command = new Command("show")
    .description(t("cli.key.show"))
    .argument("<file>", t("cli.key.file"))
    .option("--passphrase-file <file>", t("cli.key.passphraseFile"));
  return answering(shell, command, async (file: string, flags: PassphraseFlags) => {
    const text = await readFile(file, "utf8");
    const isPrivate = text.includes("PRIVATE KEY");
    const key = isPrivate ? (await readSigner(shell, flags, file)).key : readPublicKey(text);
    const value = key.keyVal.public ?? "";
    return {
      json: { keyid: key.keyID, public: value, private: isPrivate, file },
      lines: [t("cli.key.id", { keyId: key.keyID }), t("cli.key.value", { value })],
    };
  });
}

export const keyCommand = (shell: Shell): Command =>
  new Command("key")
    .description(shell.t("cli.key.description"))
    .addCommand(newCommand(shell))
    .addCommand(showCommand(shell));
