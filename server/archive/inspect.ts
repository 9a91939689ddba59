/** What an archive says of itself, read from its metadata without any trust: for people who wonder what a file is. */
import { z } from "zod";
import { CodedError } from "../../shared/errors.ts";
import { type ReleaseManifest, releaseManifestSchema } from "../../shared/manifest.ts";
import { ARCHIVE_IDLE_MS } from "../limits.ts";
import { ByteReader, watched } from "./byte-source.ts";
import { EntryReader, type MetadataDocument } from "./entry-reader.ts";
import { gunzip } from "./gunzip.ts";
import { HEAD_BYTES, refuseOtherKinds } from "./recognise.ts";

/** Nobody vouches for these words and they go to a terminal: only what cannot move its cursor. */
const documentSchema = z.object({
  signatures: z.array(z.object({ keyid: z.string().regex(/^[\x21-\x7e]{1,200}$/) })),
  signed: z.object({
    version: z.number(),
    expires: z.iso.datetime({ offset: true }),
    targets: z.record(z.string(), z.object({ length: z.number() })),
    "x-release": releaseManifestSchema,
  }),
});

export interface Inspection {
  readonly manifest: ReleaseManifest;
  readonly expires: string;
  /** Key ids that claim to have signed it. */
  readonly claimedSigners: readonly string[];
  /** Names of the root documents it carries. */
  readonly roots: readonly string[];
  readonly files: number;
  /** Bytes of the payload, unpacked. */
  readonly payloadBytes: number;
}

/**
 * Reads the metadata only; nothing is verified.
 * @throws CodedError when it is no archive of ours or its metadata cannot be read.
 */
export async function inspectArchive(source: AsyncIterable<Uint8Array>): Promise<Inspection> {
  const done = new AbortController();
  const packed = new ByteReader(watched(source, { idleMs: ARCHIVE_IDLE_MS, signal: done.signal }));
  try {
    const head = await packed.take(HEAD_BYTES);
    refuseOtherKinds(head);
    const counts = { packed: 0, unpacked: 0 };
    const reader = new EntryReader(new ByteReader(gunzip(head, packed, counts)), counts);
    try {
      const documents: MetadataDocument[] = [];
      for await (const document of reader.metadata()) documents.push(document);
      return described(documents);
    } finally {
      await reader.close();
    }
  } finally {
    done.abort();
    await packed.close();
  }
}

function described(documents: readonly MetadataDocument[]): Inspection {
  const channel = documents.find(({ kind }) => kind === "channel");
  if (channel === undefined) throw new Error("metadata ended without its channel");
  const { signed, signatures } = documentOf(channel.entry, channel.bytes);
  const lengths = Object.values(signed.targets).map(({ length }) => length);
  return {
    manifest: signed["x-release"],
    expires: signed.expires,
    claimedSigners: signatures.map(({ keyid }) => keyid),
    roots: documents.filter(({ kind }) => kind === "root").map(({ entry }) => entry),
    files: lengths.length,
    payloadBytes: lengths.reduce((sum, length) => sum + length, 0),
  };
}

function documentOf(entry: string, bytes: Buffer): z.infer<typeof documentSchema> {
  try {
    return documentSchema.parse(JSON.parse(bytes.toString("utf8")));
  } catch (error) {
    throw new CodedError("ARCHIVE_METADATA_INVALID", { entry }, error);
  }
}
