/** Packs a release folder into a signed archive. `release.yaml` in the folder is the x-release without its order; everything else is payload. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Metadata, TargetFile, Targets } from "@tufjs/models";
import { parse } from "yaml";
import { type ReleaseManifest, releaseManifestSchema } from "../../shared/manifest.ts";
import { archiveName } from "../../shared/version.ts";
import { renameDurably } from "../io/atomic-file.ts";
import { listTree } from "../io/tree.ts";
import { documentText, type KeyRing, SPEC_VERSION, tufDate } from "./keys.ts";
import { channelEntry, FORMAT_ENTRY, FORMAT_LINE, rootEntry, TARGETS_ENTRY } from "./layout.ts";
import { RELEASE_FIELD } from "./trust.ts";
import { type ArchiveEntry, archiveBytes } from "./write.ts";

export const DRAFT = "release.yaml";
/** An archive is signed for this long unless told: three releases a year, and sites that skip one. */
const LIFE_MS = 2 * 365 * 24 * 60 * 60 * 1000;

export interface PackOptions {
  readonly directory: string;
  readonly keys: KeyRing;
  readonly out: string;
  /** Unix ms: when it is signed. */
  readonly now: number;
  /** Unix ms. */
  readonly expires?: number;
}
export interface Packed {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly manifest: ReleaseManifest;
}

const META_MODE = 0o644;

async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/** The manifest of a release folder: its draft, with the payload's order and the modes of executable files. */
export async function readDraft(directory: string): Promise<ReleaseManifest> {
  const draft: unknown = parse(await readFile(join(directory, DRAFT), "utf8"));
  if (typeof draft !== "object" || draft === null) throw new Error(`${DRAFT} holds no mapping`);
  const files = (await listTree(directory)).filter((file) => file.path !== DRAFT);
  const link = files.find((file) => file.kind === "link");
  if (link) throw new Error(`${link.path} is a link: declare it under links in ${DRAFT}`);
  const modes: Record<string, string> = {};
  for (const { path } of files) if (((await stat(join(directory, path))).mode & 0o100) !== 0) modes[path] = "0755";
  return releaseManifestSchema.parse({ ...draft, order: files.map((file) => file.path), modes });
}

async function signedTargets(directory: string, manifest: ReleaseManifest, keys: KeyRing, expires: number): Promise<Metadata<Targets>> {
  const targets: Record<string, TargetFile> = {};
  for (const path of manifest.order) {
    const file = join(directory, path);
    targets[path] = new TargetFile({ path, length: (await stat(file)).size, hashes: { sha256: await sha256Of(file) } });
  }
  const release = JSON.parse(JSON.stringify(manifest));
  const signed = new Targets({
    version: 1,
    specVersion: SPEC_VERSION,
    expires: tufDate(expires),
    targets,
    unrecognizedFields: { [RELEASE_FIELD]: release },
  });
  const metadata = new Metadata(signed);
  metadata.sign(keys.signers[manifest.channel].sign);
  return metadata;
}

export const metaEntry = (name: string, text: string): ArchiveEntry => {
  const content = Buffer.from(text);
  return { name, size: content.length, mode: META_MODE, content };
};

/** Packs and signs; writes `<prefix>.maj.<version>.tgz` into `out`. */
export async function packRelease({ directory, keys, out, now, expires = now + LIFE_MS }: PackOptions): Promise<Packed> {
  const manifest = await readDraft(directory);
  const channel = await signedTargets(directory, manifest, keys, expires);
  const payload = manifest.order.map((path): ArchiveEntry => {
    const target = channel.signed.targets[path];
    return {
      name: path,
      size: target?.length ?? 0,
      mode: manifest.modes[path] === "0755" ? 0o755 : 0o644,
      content: { file: join(directory, path) },
    };
  });
  const entries = [
    metaEntry(FORMAT_ENTRY, FORMAT_LINE),
    metaEntry(rootEntry(keys.root.signed.version), documentText(keys.root)),
    metaEntry(TARGETS_ENTRY, documentText(keys.targets)),
    metaEntry(channelEntry(manifest.channel), documentText(channel)),
    ...payload,
  ];
  await mkdir(out, { recursive: true });
  const file = join(out, archiveName(manifest.prefix, manifest.version));
  // Aside first: a full disk must not leave half an archive under an archive's name.
  const aside = `${file}.partial`;
  try {
    await pipeline(archiveBytes(entries, Math.floor(Date.parse(manifest.publishedAt) / 1000)), createWriteStream(aside));
    await renameDurably(aside, file);
  } finally {
    await rm(aside, { force: true });
  }
  return { file, sha256: await sha256Of(file), bytes: (await stat(file)).size, manifest };
}
