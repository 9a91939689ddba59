import { resolve } from "node:path";
import { Command } from "commander";
import { type DryRun, dryLines } from "../../cli/dry-run.ts";
import type { PassphraseFlags } from "../../cli/passphrase.ts";
import { UsageProblem } from "../../cli/problem.ts";
import { answering, type Shell, writing } from "../../cli/shell.ts";
import {
  readDocument,
  readTrustFolder,
  rootFile,
  rootsBeside,
  TrustProblem,
  type VendorDocument,
} from "../ring-folder.ts";
import { addSignature } from "../ring-sign.ts";
import { documentLines, needsOf, revokedLines, revokedNames, stateOf } from "./document-words.ts";
import { documentFile, readSigner, shortId, writeDocument } from "./files.ts";
import { initCommand } from "./root-init.ts";
import { rotateCommand } from "./root-rotate.ts";

/** `superviseur vendor root sign FILE --key K.pem` */
function signCommand(shell: Shell): Command {
  const { t } = shell;
  const command = new Command("sign")
    .description(t("cli.root.sign"))
    .argument("<file>", t("cli.root.signFile"))
    .requiredOption("--key <file>", t("cli.key.file"))
    .option("--passphrase-file <file>", t("cli.key.passphraseFile"));
  return writing(
    shell,
    command,
    async (given: string, flags: PassphraseFlags & DryRun & { readonly key: string }) => {
      const file = resolve(given);
      const document = await readDocument(file);
      const roots = await rootsBeside(file);
      requireRoots(
        document,
        roots.map(({ signed }) => signed.version),
        file,
      );
      const signer = await readSigner(shell, flags, flags.key);
      const keyId = signer.key.keyID;
      if (!needsOf(document, roots).some(({ keys }) => keys.includes(keyId)))
        throw new UsageProblem(
          t("cli.root.notTheirs", { file, key: shortId(keyId) }),
          t("cli.root.notTheirsAction"),
        );
      addSignature(document, signer);
      await writeDocument(file, document, flags);
      const state = stateOf(file, document, needsOf(document, roots));
      return {
        json: { dryRun: flags.dryRun ?? false, keyid: keyId, revoked: revokedNames(document), ...state },
        lines: [...dryLines(shell, flags), ...documentLines(shell, state), ...revokedLines(shell, document)],
      };
    },
  );
}

/** Without the previous root it is unknown who must sign: the old keys would be refused. */
function requireRoots({ kind, metadata }: VendorDocument, versions: readonly number[], file: string): void {
  if (kind === "release") throw new TrustProblem("document", file);
  const needed = kind === "root" ? metadata.signed.version - 1 : versions.at(-1);
  if (needed === undefined) throw new TrustProblem("noRoot", file);
  if (needed > 0 && !versions.includes(needed)) throw new TrustProblem("gap", rootFile(needed));
}

/** `superviseur vendor root show DIR` */
function showCommand(shell: Shell): Command {
  const { t } = shell;
  const command = new Command("show")
    .description(t("cli.root.show"))
    .argument("<dir>", t("cli.root.directory"));
  return answering(shell, command, async (given: string) => {
    const directory = resolve(given);
    const { roots, targets } = await readTrustFolder(directory);
    const last: VendorDocument = { kind: "targets", metadata: targets };
    const documents: VendorDocument[] = [
      ...roots.map((metadata) => ({ kind: "root", metadata }) as const),
      last,
    ];
    const states = documents.map((document) =>
      stateOf(documentFile(directory, document), document, needsOf(document, roots)),
    );
    return {
      json: {
        complete: states.every(({ complete }) => complete),
        documents: states,
        revoked: revokedNames(last),
      },
      lines: [...states.flatMap((state) => documentLines(shell, state)), ...revokedLines(shell, last)],
    };
  });
}

export const rootCommand = (shell: Shell): Command =>
  new Command("root")
    .description(shell.t("cli.root.description"))
    .addCommand(initCommand(shell))
    .addCommand(signCommand(shell))
    .addCommand(rotateCommand(shell))
    .addCommand(showCommand(shell));
