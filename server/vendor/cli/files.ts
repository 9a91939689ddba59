/** The small files that a vendor's commands read and write. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Key } from "@tufjs/models";
import type { DryRun } from "../../cli/dry-run.ts";
import { type PassphraseFlags, passphraseFor } from "../../cli/passphrase.ts";
import { UsageProblem } from "../../cli/problem.ts";
import type { Shell } from "../../cli/shell.ts";
import { exists, writeFileDurably } from "../../io/atomic-file.ts";
import { rootFile, TARGETS_FILE, textOf, type VendorDocument } from "../ring-folder.ts";
import { isEncrypted, readPublicKey, type Signer, signerOf } from "../ring-key.ts";

/** What people compare: the whole id is for programs. */
export const shortId = (keyId: string): string => keyId.slice(0, 16);

/** @throws KeyProblem, UsageProblem; the system's error */
export async function readSigner(shell: Shell, flags: PassphraseFlags, file: string): Promise<Signer> {
  const pem = await readFile(file, "utf8");
  return signerOf(pem, isEncrypted(pem) ? await passphraseFor(shell, flags, file) : null);
}

/** Each key once. */
export async function readPublicKeys(files: readonly string[]): Promise<Key[]> {
  const keys = await Promise.all(files.map(async (file) => readPublicKey(await readFile(file, "utf8"))));
  return keys.filter(({ keyID }, index) => keys.findIndex((key) => key.keyID === keyID) === index);
}

export async function refuseExisting(shell: Shell, ...files: readonly string[]): Promise<void> {
  for (const file of files)
    if (await exists(file))
      throw new UsageProblem(shell.t("cli.exists.title", { file }), shell.t("cli.exists.action"));
}

/** Public: readable by every account. */
export async function writePublic(file: string, text: string, { dryRun }: DryRun): Promise<void> {
  if (!dryRun) await writeFileDurably(file, text, { mode: 0o644 });
}

export const documentFile = (directory: string, { kind, metadata }: VendorDocument): string =>
  join(directory, kind === "root" ? rootFile(metadata.signed.version) : TARGETS_FILE);

export const writeDocument = (file: string, document: VendorDocument, dry: DryRun): Promise<void> =>
  writePublic(file, textOf(document), dry);
