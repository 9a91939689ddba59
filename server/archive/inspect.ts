/** What an archive says of itself, read from its metadata without any trust: for people who wonder what a file is. */
import { z } from "zod";
import { CodedError } from "../../shared/errors.ts";
import { type ReleaseManifest, releaseManifestSchema } from "../../shared/manifest.ts";
import { ARCHIVE_IDLE_MS } from "../limits.ts";
import { ByteReader } from "./byte-source.ts";
import { EntryReader, type MetadataDocument } from "./entry-reader.ts";
import { unpack } from "./unpack.ts";

/** These words are not trusted and they go to a terminal: only what cannot move its cursor. */
const documentSchema = z.object({
  signatures: z.array(z.object({ keyid: z.string().regex(/^[\x21-\x7e]{1,200}$/) })),
  signed: z.object({ version: z.number(), expires: z.iso.datetime({ offset: true }) }),
});
const hexSchema = z.string().regex(/^[0-9a-f]{64}$/);
const releaseSchema = z.object({
  signed: z.object({
    targets: z.record(z.string(), z.object({ length: z.number(), hashes: z.object({ sha256: hexSchema }) })),
    "x-release": releaseManifestSchema,
  }),
});

/** One signed document of the archive. */
export interface InspectedDocument {
  readonly entry: string;
  readonly version: number;
  readonly expires: string;
  /** Key ids that claim to have signed it. */
  readonly claimedSigners: readonly string[];
}
export interface InspectedFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}
export interface Inspection {
  readonly manifest: ReleaseManifest;
  /** Of the release's own document, the last one. */
  readonly expires: string;
  readonly claimedSigners: readonly string[];
  readonly documents: readonly InspectedDocument[];
  readonly files: readonly InspectedFile[];
  /** Bytes of the payload, unpacked. */
  readonly payloadBytes: number;
}

/**
 * The signed documents as they are, in their order; the payload is not read.
 * @throws CodedError when it is not an archive of ours
 */
export async function readDocuments(source: AsyncIterable<Uint8Array>): Promise<MetadataDocument[]> {
  const unpacked = unpack(source, { idleMs: ARCHIVE_IDLE_MS });
  const reader = new EntryReader(new ByteReader(unpacked.chunks), unpacked.counts);
  try {
    const documents: MetadataDocument[] = [];
    for await (const document of reader.metadata()) documents.push(document);
    return documents;
  } finally {
    await unpacked.close();
    await reader.close();
  }
}

/**
 * Reads the metadata only; nothing is verified.
 * @throws CodedError when it is not an archive of ours or its metadata cannot be read.
 */
export const inspectArchive = async (source: AsyncIterable<Uint8Array>): Promise<Inspection> =>
  described(await readDocuments(source));

/** Version and date of each document. */
export const inspectDocuments = (documents: readonly MetadataDocument[]): InspectedDocument[] =>
  documents.map((document) => {
    const { signed, signatures } = parsed(document, documentSchema);
    return { entry: document.entry, ...signed, claimedSigners: signatures.map(({ keyid }) => keyid) };
  });

function described(all: readonly MetadataDocument[]): Inspection {
  const channel = all.at(-1);
  const documents = inspectDocuments(all);
  const last = documents.at(-1);
  if (channel === undefined || last === undefined) throw new Error("metadata ended without its channel");
  const { targets, "x-release": manifest } = parsed(channel, releaseSchema).signed;
  const files = manifest.order.map((path): InspectedFile => {
    const target = Object.hasOwn(targets, path) ? targets[path] : undefined;
    if (target === undefined)
      throw new CodedError("ARCHIVE_METADATA_INVALID", { entry: channel.entry, found: path });
    return { path, bytes: target.length, sha256: target.hashes.sha256 };
  });
  return {
    manifest,
    expires: last.expires,
    claimedSigners: last.claimedSigners,
    documents,
    files,
    payloadBytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function parsed<T>({ entry, bytes }: MetadataDocument, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(bytes.toString("utf8")));
  } catch (error) {
    throw new CodedError("ARCHIVE_METADATA_INVALID", { entry }, error);
  }
}
