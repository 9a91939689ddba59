/**
 * What an archive claims about itself, read from its beginning and not trusted: the browser can name a
 * mistake before it sends a byte. Pure; the server judges the archive again on its own. Format:
 * docs/archive-format.md.
 */
import { z } from "zod";
import { META_CHANNEL_MAX_BYTES, META_ENTRIES_MAX, META_ENTRY_MAX_BYTES } from "./archive-bounds.ts";
import { CodedError } from "./errors.ts";
import { type ReleaseManifest, releaseManifestSchema } from "./manifest.ts";
import { decodeUstarHeader, hasUstarMagic, USTAR_BLOCK_BYTES, type UstarHeader } from "./ustar-header.ts";

const FORMAT_ENTRY = "META/FORMAT";
const FORMAT_LINE = "superviseur-archive/1\n";
const TARGETS_ENTRY = "META/targets.json";
const ROOT_ENTRY = /^META\/root\/\d{1,6}\.root\.json$/;
const CHANNEL_ENTRY = /^META\/(?:stable|unstable)\.json$/;
const isMeta = (name: string): boolean => name.startsWith("META/");

export interface ArchiveHead {
  readonly manifest: ReleaseManifest;
  /** ISO 8601, of the channel's document. */
  readonly expires: string;
  /** Key ids of the signatures, not verified. */
  readonly claimedSigners: readonly string[];
  /** Size of the unpacked payload. */
  readonly payloadBytes: number;
  readonly payloadFiles: number;
}

const signedSchema = z.object({
  signatures: z.array(z.object({ keyid: z.string().regex(/^[\x21-\x7e]{1,200}$/) })),
});
const channelSchema = signedSchema.extend({
  signed: z.object({
    expires: z.iso.datetime({ offset: true }),
    targets: z.record(z.string(), z.object({ length: z.number().int().nonnegative() })),
    "x-release": releaseManifestSchema,
  }),
});

/**
 * Reads unpacked bytes up to the end of the channel's document, then closes the source.
 * @throws CodedError ARCHIVE_UNSIGNED (an ordinary tgz, or no signatures), ARCHIVE_FORMAT_UNKNOWN,
 * ARCHIVE_METADATA_INVALID, ARCHIVE_ENTRY_UNEXPECTED, ARCHIVE_ENTRY_FORBIDDEN, ARCHIVE_TRAILING_DATA,
 * ARCHIVE_CORRUPT, ARCHIVE_TRUNCATED; errors of the source are passed on
 */
export async function readArchiveHead(unpacked: AsyncIterable<Uint8Array>): Promise<ArchiveHead> {
  const bytes = new Bytes(unpacked[Symbol.asyncIterator]());
  try {
    const format = await formatEntry(bytes);
    if (format.name !== FORMAT_ENTRY) throw unexpected(FORMAT_ENTRY, format);
    if (textOf(format) !== FORMAT_LINE) throw new CodedError("ARCHIVE_FORMAT_UNKNOWN");
    return described(await channelEntry(bytes));
  } finally {
    await bytes.close();
  }
}

interface MetaEntry {
  readonly name: string;
  /** Offset of its header in the unpacked archive. */
  readonly offset: number;
  readonly content: Uint8Array;
}

const textOf = ({ content }: MetaEntry): string => new TextDecoder().decode(content);
const unexpected = (expected: string, { name, offset }: MetaEntry): CodedError =>
  new CodedError("ARCHIVE_ENTRY_UNEXPECTED", { expected, found: name, offset });

/** Skips the roots, checks targets.json and returns the channel's document. */
async function channelEntry(bytes: Bytes): Promise<MetaEntry> {
  let seenTargets = false;
  for (let count = 1; count < META_ENTRIES_MAX; count++) {
    const expected = seenTargets ? "META/<channel>.json" : TARGETS_ENTRY;
    const entry = await metaEntry(bytes, expected);
    if (seenTargets) {
      if (CHANNEL_ENTRY.test(entry.name)) return entry;
      throw unexpected(expected, entry);
    }
    if (entry.name === TARGETS_ENTRY) {
      requireSigners(entry, parsed(entry, signedSchema));
      seenTargets = true;
    } else if (!ROOT_ENTRY.test(entry.name)) throw unexpected(expected, entry);
  }
  throw new CodedError("ARCHIVE_METADATA_INVALID", { entry: "META" });
}

function described(entry: MetaEntry): ArchiveHead {
  const document = parsed(entry, channelSchema);
  requireSigners(entry, document);
  const lengths = Object.values(document.signed.targets).map(({ length }) => length);
  return {
    manifest: document.signed["x-release"],
    expires: document.signed.expires,
    claimedSigners: document.signatures.map(({ keyid }) => keyid),
    payloadBytes: lengths.reduce((sum, length) => sum + length, 0),
    payloadFiles: lengths.length,
  };
}

function parsed<T>(entry: MetaEntry, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(textOf(entry)));
  } catch (error) {
    throw new CodedError("ARCHIVE_METADATA_INVALID", { entry: entry.name }, error);
  }
}

function requireSigners({ name }: MetaEntry, { signatures }: z.infer<typeof signedSchema>): void {
  if (signatures.length === 0) throw new CodedError("ARCHIVE_UNSIGNED", { entry: name });
}

/**
 * An ordinary tgz, in any tar dialect and with any first entry, is reported as unsigned, not as a forged
 * archive.
 */
async function formatEntry(bytes: Bytes): Promise<MetaEntry> {
  try {
    return await metaEntry(bytes, FORMAT_ENTRY);
  } catch (error) {
    if (
      !(error instanceof CodedError) ||
      error.code !== "ARCHIVE_ENTRY_FORBIDDEN" ||
      isMeta(String(error.facts.entry))
    )
      throw error;
    throw new CodedError("ARCHIVE_UNSIGNED", error.facts, error);
  }
}

async function metaEntry(bytes: Bytes, expected: string): Promise<MetaEntry> {
  const { offset } = bytes;
  const header = await nextHeader(bytes);
  if (header === null || !isMeta(header.name))
    throw new CodedError("ARCHIVE_UNSIGNED", { entry: header?.name ?? expected });
  const { name, size } = header;
  const limit = CHANNEL_ENTRY.test(name) ? META_CHANNEL_MAX_BYTES : META_ENTRY_MAX_BYTES;
  if (size > limit)
    throw new CodedError("ARCHIVE_METADATA_INVALID", { entry: name, found: size, expected: limit, offset });
  const content = await bytes.take(size);
  const padding = await bytes.take((USTAR_BLOCK_BYTES - (size % USTAR_BLOCK_BYTES)) % USTAR_BLOCK_BYTES);
  if (padding.some((byte) => byte !== 0))
    throw new CodedError("ARCHIVE_TRAILING_DATA", { offset: bytes.offset });
  return { name, offset, content };
}

/** Null at the end-of-archive mark. */
async function nextHeader(bytes: Bytes): Promise<UstarHeader | null> {
  const { offset } = bytes;
  const block = await bytes.take(USTAR_BLOCK_BYTES);
  if (block.every((byte) => byte === 0)) return null;
  // The gzip stream does not contain a tar archive: nothing was damaged.
  if (offset === 0 && !hasUstarMagic(block)) throw new CodedError("ARCHIVE_FORMAT_UNKNOWN", { offset });
  return decodeUstarHeader(block, offset);
}

/** Takes exact numbers of bytes from chunks of any size. */
class Bytes {
  readonly #source: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array();
  /** Bytes taken so far. */
  offset = 0;

  constructor(source: AsyncIterator<Uint8Array>) {
    this.#source = source;
  }

  /** @throws CodedError ARCHIVE_TRUNCATED when the source ends first */
  async take(count: number): Promise<Uint8Array> {
    const taken = new Uint8Array(count);
    for (let filled = 0; filled < count; ) {
      if (this.#chunk.length === 0) {
        const next = await this.#source.next();
        if (next.done) throw new CodedError("ARCHIVE_TRUNCATED", { offset: this.offset + filled });
        this.#chunk = next.value;
      }
      const piece = this.#chunk.subarray(0, count - filled);
      taken.set(piece, filled);
      filled += piece.length;
      this.#chunk = this.#chunk.subarray(piece.length);
    }
    this.offset += count;
    return taken;
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
