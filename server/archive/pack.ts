/** Packs a release folder into a signed archive. `release.yaml` in the folder is the x-release without its order; everything else is payload. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Metadata, TargetFile, type Targets } from "@tufjs/models";
import { parse, YAMLError } from "yaml";
import { type ReleaseManifest, releaseManifestSchema } from "../../shared/manifest.ts";
import { archiveName } from "../../shared/version.ts";
import { writeFileDurably } from "../io/atomic-file.ts";
import { listTree } from "../io/tree.ts";
import { META_CHANNEL_MAX_BYTES } from "../limits.ts";
import { documentText, type KeyRing, SPEC_VERSION, tufDate } from "./keys.ts";
import { channelEntry, FORMAT_ENTRY, FORMAT_LINE, rootEntry, TARGETS_ENTRY } from "./layout.ts";
import { misplacedName } from "./payload-names.ts";
import { ReleaseTargets } from "./release-targets.ts";
import { RELEASE_FIELD } from "./trust.ts";
import { encodeHeader } from "./ustar.ts";
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

export const PACK_PROBLEMS = ["draft", "link", "name", "size", "count"] as const;
/** The release folder cannot be packed: the draft is no mapping, a link, a name, a file too large, too many files. */
export class PackProblem extends Error {
  readonly problem: (typeof PACK_PROBLEMS)[number];
  readonly path: string;
  constructor(problem: PackProblem["problem"], path: string, cause?: unknown) {
    super(`${problem}: ${path}`, { cause });
    this.name = "PackProblem";
    this.problem = problem;
    this.path = path;
  }
}

const META_MODE = 0o644;
const ARCHIVE_MODE = 0o644;

async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

async function draftOf(directory: string): Promise<Record<string, unknown>> {
  const text = await readFile(join(directory, DRAFT), "utf8");
  try {
    const draft: unknown = parse(text);
    if (typeof draft === "object" && draft !== null && !Array.isArray(draft)) return { ...draft };
  } catch (error) {
    if (!(error instanceof YAMLError)) throw error;
    throw new PackProblem("draft", DRAFT, error);
  }
  throw new PackProblem("draft", DRAFT);
}

/**
 * The manifest of a release folder: its draft, with the payload's order and the modes of executable files.
 * @throws PackProblem; ZodError with every problem of the draft
 */
export async function readDraft(directory: string): Promise<ReleaseManifest> {
  const draft = await draftOf(directory);
  const files = (await listTree(directory)).filter((file) => file.path !== DRAFT);
  const link = files.find((file) => file.kind === "link");
  if (link) throw new PackProblem("link", link.path);
  const modes: Record<string, string> = {};
  for (const { path } of files) if (((await stat(join(directory, path))).mode & 0o100) !== 0) modes[path] = "0755";
  const manifest = releaseManifestSchema.parse({
    ...draft,
    order: files.map((file) => file.path),
    // What the draft says stands: a checkout may have lost the executable bits.
    modes: { ...modes, ...(typeof draft.modes === "object" ? draft.modes : {}) },
  });
  const misplaced = misplacedName([...manifest.order, ...Object.keys(manifest.links)]);
  if (misplaced !== null) throw new PackProblem("name", misplaced);
  for (const { path, bytes } of files) requireFits(path, bytes);
  return manifest;
}

/** Known before anything is hashed or signed. */
function requireFits(path: string, bytes: number): void {
  for (const [problem, size] of [
    ["name", 0],
    ["size", bytes],
  ] as const) {
    try {
      encodeHeader(path, size, META_MODE, 0);
    } catch (error) {
      throw new PackProblem(problem, path, error);
    }
  }
}

async function signedTargets(directory: string, manifest: ReleaseManifest, keys: KeyRing, expires: number): Promise<Metadata<Targets>> {
  const targets: Record<string, TargetFile> = {};
  for (const path of manifest.order) {
    const file = join(directory, path);
    targets[path] = new TargetFile({ path, length: (await stat(file)).size, hashes: { sha256: await sha256Of(file) } });
  }
  const release = JSON.parse(JSON.stringify(manifest));
  const signed = new ReleaseTargets({
    version: 1,
    specVersion: SPEC_VERSION,
    expires: tufDate(expires),
    targets,
    unrecognizedFields: { [RELEASE_FIELD]: release },
  });
  const metadata = new Metadata<Targets>(signed);
  metadata.sign(keys.signers[manifest.channel].sign);
  return metadata;
}

const metaEntry = (name: string, text: string): ArchiveEntry => {
  const content = Buffer.from(text);
  return { name, size: content.length, mode: META_MODE, content };
};

/** Without indentation: it names every file, and a third of it would be blanks. */
function channelDocument(directory: string, manifest: ReleaseManifest, channel: Metadata<Targets>): ArchiveEntry {
  const entry = metaEntry(channelEntry(manifest.channel), `${JSON.stringify(channel.toJSON())}\n`);
  if (entry.size > META_CHANNEL_MAX_BYTES) throw new PackProblem("count", directory);
  return entry;
}

/**
 * Packs and signs; writes `<prefix>.maj.<version>.tgz` into `out`, whole or not at all.
 * @throws PackProblem, ChangedWhilePacking; ZodError with every problem of the draft
 */
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
    channelDocument(directory, manifest, channel),
    ...payload,
  ];
  await mkdir(out, { recursive: true });
  const file = join(out, archiveName(manifest.prefix, manifest.version));
  const hash = createHash("sha256");
  let bytes = 0;
  const hashed = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of archiveBytes(entries, Math.floor(Date.parse(manifest.publishedAt) / 1000))) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  };
  await writeFileDurably(file, hashed(), { mode: ARCHIVE_MODE });
  return { file, sha256: hash.digest("hex"), bytes, manifest };
}
