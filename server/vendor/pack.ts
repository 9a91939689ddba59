/** Archives from a release folder and its signed document; nothing is written that a server would refuse. */
import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { canonicalize } from "@tufjs/canonical-json";
import type { Metadata, Targets } from "@tufjs/models";
import { META_ENTRIES_MAX, META_ENTRY_MAX_BYTES } from "../../shared/archive-bounds.ts";
import type { ReleaseManifest } from "../../shared/manifest.ts";
import { archiveName } from "../../shared/version.ts";
import { channelEntry, FORMAT_ENTRY, FORMAT_LINE, rootEntry, TARGETS_ENTRY } from "../archive/layout.ts";
import { firstTrust, RELEASE_FIELD, TrustChain, type TrustedContent } from "../archive/trust.ts";
import { writeFileDurably } from "../io/atomic-file.ts";
import { buildRelease, DRAFT, PackProblem, RELEASE_LIFE_MS, readDraft } from "./build-release.ts";
import type { KeyRing } from "./keys.ts";
import { CHANNELS } from "./ring-documents.ts";
import { type TrustDocuments, TrustProblem, textOf } from "./ring-folder.ts";
import { type ArchiveEntry, archiveBytes } from "./write.ts";

export { DRAFT, PACK_PROBLEMS, PackProblem, readDraft } from "./build-release.ts";

export interface PackOptions {
  readonly directory: string;
  readonly keys: KeyRing;
  readonly out: string;
  /** Unix ms: when it is signed. */
  readonly now: number;
  /** Unix ms. */
  readonly expires?: number;
}
export interface SignedPackOptions {
  readonly directory: string;
  /** Signed by as many as its channel asks for. */
  readonly release: Metadata<Targets>;
  readonly trust: TrustDocuments;
  readonly out: string;
  /** Unix ms, for expiry. */
  readonly now: number;
}
export interface Packed {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly manifest: ReleaseManifest;
}

const META_MODE = 0o644;
const ARCHIVE_MODE = 0o644;
/** The other three entries are the format, the targets and the channel. */
const ROOTS_MAX = META_ENTRIES_MAX - 3;

export interface Sealed {
  readonly content: TrustedContent;
  /** Everything before the payload, in the format's order. */
  readonly entries: readonly ArchiveEntry[];
}

/**
 * The metadata of an archive, judged as a server judges it that knows the oldest of the roots.
 * @throws CodedError, the refusal that a server would give; TrustProblem when a document is larger than a server reads
 */
export function sealed(release: Metadata<Targets>, { roots, targets }: TrustDocuments, now: number): Sealed {
  // Sites older than that many roots are reached by no archive anyway: a server reads no more entries.
  const carried = roots.slice(-ROOTS_MAX);
  const [first] = carried;
  if (first === undefined) throw new TrustProblem("noRoot", "");
  const channel = channelIn(release);
  const documents = [
    ...carried.map((metadata) =>
      metaEntry(rootEntry(metadata.signed.version), textOf({ kind: "root", metadata })),
    ),
    metaEntry(TARGETS_ENTRY, textOf({ kind: "targets", metadata: targets })),
  ];
  const large = documents.find(({ size }) => size > META_ENTRY_MAX_BYTES);
  if (large !== undefined) throw new TrustProblem("document", large.name);
  const last = metaEntry(channelEntry(channel), textOf({ kind: "release", metadata: release }));
  const chain = new TrustChain(firstTrust(first), now);
  for (const { name, content } of documents)
    chain[name === TARGETS_ENTRY ? "targets" : "root"]({ entry: name, bytes: content });
  const content = chain.channel({ entry: last.name, bytes: last.content }, channel);
  return { content, entries: [metaEntry(FORMAT_ENTRY, FORMAT_LINE), ...documents, last] };
}

/** The role that must sign it; what else the document says is judged with its signatures. */
export function channelIn(release: Metadata<Targets>): (typeof CHANNELS)[number] {
  const said = Object(release.signed.unrecognizedFields[RELEASE_FIELD]).channel;
  const channel = CHANNELS.find((name) => name === said);
  if (channel === undefined) throw new TrustProblem("document", RELEASE_FIELD);
  return channel;
}

const metaEntry = (name: string, text: string): ArchiveEntry & { readonly content: Buffer } => {
  const content = Buffer.from(text);
  return { name, size: content.length, mode: META_MODE, content };
};

/**
 * Writes `<prefix>.maj.<version>.tgz` into `out`, whole or not at all. `contentOf` gives a signed file's bytes.
 * @throws FileChanged when they are not what was signed
 */
export async function writeArchive(
  { content, entries }: Sealed,
  out: string,
  contentOf: (path: string) => ArchiveEntry["content"],
): Promise<Packed> {
  const { manifest, files } = content;
  const payload = files.map(
    ({ path, length, mode, sha256 }): ArchiveEntry => ({
      name: path,
      size: length,
      mode,
      sha256,
      content: contentOf(path),
    }),
  );
  await mkdir(out, { recursive: true });
  const file = join(out, archiveName(manifest.prefix, manifest.version));
  const hash = createHash("sha256");
  let bytes = 0;
  const hashed = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of archiveBytes(
      [...entries, ...payload],
      Math.floor(Date.parse(manifest.publishedAt) / 1000),
    )) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  };
  await writeFileDurably(file, hashed(), { mode: ARCHIVE_MODE });
  return { file, sha256: hash.digest("hex"), bytes, manifest };
}

/** The folder's manifest must be the signed one; its files' bytes are compared while they are packed. */
function requireUnchanged(draft: ReleaseManifest, signed: ReleaseManifest): void {
  const other =
    draft.order.find((path, index) => path !== signed.order[index]) ?? signed.order[draft.order.length];
  if (other !== undefined) throw new PackProblem("changed", other);
  const text = (manifest: ReleaseManifest): string => canonicalize(JSON.parse(JSON.stringify(manifest)));
  if (text(draft) !== text(signed)) throw new PackProblem("changed", DRAFT);
}

/** What `packSigned` would write, judged without reading the payload. */
export async function readyToPack({
  directory,
  release,
  trust,
  now,
}: Omit<SignedPackOptions, "out">): Promise<Sealed> {
  const ready = sealed(release, trust, now);
  requireUnchanged(await readDraft(directory), ready.content.manifest);
  return ready;
}

/**
 * Packs a release folder with its signed document.
 * @throws CodedError, the refusal that a server would give; PackProblem, FileChanged, TrustProblem
 */
export async function packSigned({ out, ...options }: SignedPackOptions): Promise<Packed> {
  return await writeArchive(await readyToPack(options), out, (path) => ({
    file: join(options.directory, path),
  }));
}

/**
 * Builds, signs and packs in one call, for a ring of one key a role.
 * @throws PackProblem, FileChanged; ZodError with every problem of the draft
 */
export async function packRelease({
  directory,
  keys,
  out,
  now,
  expires = now + RELEASE_LIFE_MS,
}: PackOptions): Promise<Packed> {
  const { manifest, release } = await buildRelease({ directory, expires });
  release.sign(keys.signers[manifest.channel].sign);
  return await writeArchive(sealed(release, keys, now), out, (path) => ({ file: join(directory, path) }));
}
