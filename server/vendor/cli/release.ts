import { basename, join, resolve } from "node:path";
import type { Metadata, Targets } from "@tufjs/models";
import { Command } from "commander";
import { releaseManifestSchema } from "../../../shared/manifest.ts";
import { RELEASE_FIELD } from "../../archive/trust.ts";
import { type DryRun, dryLines } from "../../cli/dry-run.ts";
import { instant, releaseName } from "../../cli/options.ts";
import type { PassphraseFlags } from "../../cli/passphrase.ts";
import { UsageProblem } from "../../cli/problem.ts";
import { type Answer, type Shell, writing } from "../../cli/shell.ts";
import { makeDirectoryDurably } from "../../io/atomic-file.ts";
import { buildRelease, RELEASE_LIFE_MS } from "../build-release.ts";
import { channelIn } from "../pack.ts";
import { renewedRelease } from "../resign.ts";
import { readDocument, readTrustFolder, TrustProblem, type VendorDocument } from "../ring-folder.ts";
import { addSignature, needsOfRelease, type SignatureNeed } from "../ring-sign.ts";
import { documentLines, stateOf } from "./document-words.ts";
import { readSigner, shortId, writeDocument } from "./files.ts";

/** Reads `<prefix>.maj.<version>.release.json`. */
export async function readRelease(file: string): Promise<Metadata<Targets>> {
  const document = await readDocument(file);
  if (document.kind !== "release") throw new TrustProblem("document", file);
  return document.metadata;
}

/** What a signer sees of what they sign. */
function described(
  shell: Shell,
  flags: DryRun,
  file: string,
  metadata: Metadata<Targets>,
  needs: readonly SignatureNeed[],
): Answer {
  const { t } = shell;
  const parsed = releaseManifestSchema.safeParse(metadata.signed.unrecognizedFields[RELEASE_FIELD]);
  if (!parsed.success) throw new TrustProblem("document", file, parsed.error);
  const { prefix, version, kind, channel, publishedAt, migrations, order } = parsed.data;
  const state = stateOf(file, { kind: "release", metadata }, needs);
  const signatures = Object.keys(metadata.signatures);
  const facts = { prefix, version, channel, date: publishedAt };
  return {
    json: {
      dryRun: flags.dryRun ?? false,
      prefix,
      release: version,
      channel,
      files: order.length,
      signatures,
      ...state,
    },
    lines: [
      ...dryLines(shell, flags),
      kind === "data" ? t("cli.inspect.data", facts) : t("cli.inspect.release", facts),
      migrations.length === 0
        ? t("cli.inspect.noMigrations")
        : t("cli.inspect.migrations", { list: migrations.map(({ id }) => id).join(", ") }),
      t("cli.release.files", { count: order.length }),
      ...documentLines(shell, state),
      t("cli.release.signatures", { list: signatures.map(shortId).join(", ") || "—" }),
    ],
  };
}

async function writeRelease(
  shell: Shell,
  metadata: Metadata<Targets>,
  flags: DryRun & { readonly out: string },
): Promise<Answer> {
  const { prefix, version } = releaseManifestSchema.parse(metadata.signed.unrecognizedFields[RELEASE_FIELD]);
  const file = join(resolve(flags.out), `${releaseName({ prefix, version })}.release.json`);
  const document: VendorDocument = { kind: "release", metadata };
  if (!flags.dryRun) await makeDirectoryDurably(resolve(flags.out));
  await writeDocument(file, document, flags);
  return described(shell, flags, file, metadata, []);
}

/** `superviseur vendor release build DIR --out O [--now ISO] [--expires ISO]` */
function buildCommand(shell: Shell): Command {
  const { t } = shell;
  const command = new Command("build")
    .description(t("cli.release.build"))
    .argument("<dir>", t("cli.pack.directory"))
    .requiredOption("--out <dir>", t("cli.release.out"))
    .option("--expires <iso>", t("cli.release.expires"), instant)
    .option("--now <iso>", t("cli.release.now"), instant);
  type Flags = DryRun & { readonly out: string; readonly expires?: number; readonly now?: number };
  return writing(shell, command, async (directory: string, flags: Flags) => {
    const expires = flags.expires ?? (flags.now === undefined ? undefined : flags.now + RELEASE_LIFE_MS);
    const { release } = await buildRelease({ directory: resolve(directory), expires });
    return await writeRelease(shell, release, flags);
  });
}

/** `superviseur vendor release renew ARCHIVE --trust DIR --expires ISO --out O` */
function renewCommand(shell: Shell): Command {
  const { t } = shell;
  const command = new Command("renew")
    .description(t("cli.release.renew"))
    .argument("<file>", t("cli.verify.file"))
    .requiredOption("--trust <dir>", t("cli.root.directory"))
    .requiredOption("--expires <iso>", t("cli.release.expires"), instant)
    .requiredOption("--out <dir>", t("cli.release.out"));
  type Flags = DryRun & { readonly trust: string; readonly expires: number; readonly out: string };
  return writing(shell, command, async (file: string, flags: Flags) => {
    const trust = await readTrustFolder(resolve(flags.trust));
    return await writeRelease(shell, await renewedRelease(resolve(file), trust, flags.expires), flags);
  });
}

/** `superviseur vendor release sign FILE --key K.pem [--trust DIR]` */
function signCommand(shell: Shell): Command {
  const { t } = shell;
  const command = new Command("sign")
    .description(t("cli.release.sign"))
    .argument("<file>", t("cli.release.file"))
    .requiredOption("--key <file>", t("cli.key.file"))
    .option("--trust <dir>", t("cli.release.trust"))
    .option("--passphrase-file <file>", t("cli.key.passphraseFile"));
  type Flags = PassphraseFlags & DryRun & { readonly key: string; readonly trust?: string };
  return writing(shell, command, async (given: string, flags: Flags) => {
    const file = resolve(given);
    const metadata = await readRelease(file);
    const signer = await readSigner(shell, flags, flags.key);
    const trust = flags.trust === undefined ? null : await readTrustFolder(resolve(flags.trust));
    const needs = (): SignatureNeed[] =>
      trust === null ? [] : needsOfRelease(metadata, channelIn(metadata), trust.targets);
    if (needs().some(({ keys }) => !keys.includes(signer.key.keyID))) {
      const words = { file: basename(file), key: shortId(signer.key.keyID) };
      throw new UsageProblem(t("cli.root.notTheirs", words), t("cli.root.notTheirsAction"));
    }
    addSignature({ kind: "release", metadata }, signer);
    await writeDocument(file, { kind: "release", metadata }, flags);
    const answer = described(shell, flags, file, metadata, needs());
    return { ...answer, json: { keyid: signer.key.keyID, ...answer.json } };
  });
}

export const releaseCommand = (shell: Shell): Command =>
  new Command("release")
    .description(shell.t("cli.release.description"))
    .addCommand(buildCommand(shell))
    .addCommand(signCommand(shell))
    .addCommand(renewCommand(shell));
