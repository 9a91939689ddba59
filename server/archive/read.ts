/** The one reader of archives: verify and stage in one pass, never extract. Every refusal has its code and leaves nothing behind. */
import { createHash, type Hash } from "node:crypto";
import { CodedError } from "../../shared/errors.ts";
import type { ArchiveSummary } from "../../shared/journal.ts";
import { payloadPathSchema, type ReleaseManifest } from "../../shared/manifest.ts";
import { BlobWriter } from "../io/blob-writer.ts";
import { ARCHIVE_IDLE_MS, META_ENTRIES_MAX, META_ENTRY_MAX_BYTES, META_RATIO_MAX, TAR_PADDING_MAX_BYTES } from "../limits.ts";
import { ByteReader, watched } from "./byte-source.ts";
import { type Counts, gunzip } from "./gunzip.ts";
import { channelOf, FORMAT_ENTRY, FORMAT_LINE, isMeta, isRoot, TARGETS_ENTRY } from "./layout.ts";
import { HEAD_BYTES, refuseOtherKinds } from "./recognise.ts";
import { type ArchiveVerdict, type StagedFile, saveStaged } from "./staged.ts";
import { type ArchiveMetadata, type SignedFile, type TrustedContent, type TrustedRoot, verifyMetadata } from "./trust.ts";
import { BLOCK, decodeHeader, isZeroBlock, paddingOf, type UstarEntry } from "./ustar.ts";

export { type ArchiveVerdict, loadStaged, type StagedFile } from "./staged.ts";

export interface ReadOptions {
  readonly root: TrustedRoot;
  /** For messages only; `judge` compares it. */
  readonly fileName: string;
  /** Unix ms, for expiry. */
  readonly now: number;
  /** A folder to make and fill, or null to verify only. */
  readonly staging: string | null;
  /** Called with verified metadata, before the first payload byte is accepted; throws the refusal. */
  judge(manifest: ReleaseManifest, summary: ArchiveSummary): void | Promise<void>;
  onProgress?(packedBytes: number, unpackedBytes: number): void;
  readonly signal?: AbortSignal;
  /** Milliseconds of silence that end the reading. */
  readonly idleMs?: number;
}

/** Pieces of a payload file handed on at most this large, so that memory stays bounded. */
const PIECE_BYTES = 1024 * 1024;

/**
 * @throws CodedError, one of the ARCHIVE_… codes or UPLOAD_INTERRUPTED; the staging folder is then gone.
 */
export async function readArchive(source: AsyncIterable<Uint8Array>, options: ReadOptions): Promise<ArchiveVerdict> {
  const blobs = options.staging === null ? null : new BlobWriter(options.staging);
  const hash = createHash("sha256");
  let bytes = 0;
  const refused = new AbortController();
  const signal = AbortSignal.any([refused.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const packed = new ByteReader(
    tapped(watched(source, { idleMs: options.idleMs ?? ARCHIVE_IDLE_MS, signal }), (chunk) => {
      hash.update(chunk);
      bytes += chunk.length;
    }),
  );
  try {
    const head = await packed.take(HEAD_BYTES);
    refuseOtherKinds(head);
    const counts: Counts = { packed: 0, unpacked: 0 };
    const reader = new EntryReader(new ByteReader(gunzip(head, packed, counts)), counts);
    try {
      const content = verifyMetadata(await reader.metadata(), options.root, options.now);
      await options.judge(content.manifest, content.summary);
      const files = await payload(reader, content, blobs, () => options.onProgress?.(counts.packed, counts.unpacked));
      await reader.end();
      const verdict: ArchiveVerdict = { manifest: content.manifest, summary: content.summary, sha256: hash.digest("hex"), bytes, files };
      if (blobs !== null && options.staging !== null) {
        await blobs.sync();
        await saveStaged(options.staging, verdict);
      }
      return verdict;
    } finally {
      await reader.close();
    }
  } catch (error) {
    await blobs?.discard();
    throw error;
  } finally {
    // Inflating reads ahead: without this a refusal would wait for the chunk being waited for, or for the watchdog.
    refused.abort();
    await packed.close();
  }
}

async function* tapped(chunks: AsyncIterable<Buffer>, tap: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    tap(chunk);
    yield chunk;
  }
}

async function payload(
  reader: EntryReader,
  { files }: TrustedContent,
  blobs: BlobWriter | null,
  onFile: () => void,
): Promise<StagedFile[]> {
  const staged: StagedFile[] = [];
  for (const file of files) {
    await reader.expect(file);
    const path = blobs?.begin() ?? "";
    const hash = createHash("sha256");
    await reader.content(file.length, (piece) => {
      hash.update(piece);
      blobs?.write(piece);
      onFile();
    });
    blobs?.end();
    refuseAltered(file, hash);
    staged.push({ ...file, staged: path });
  }
  return staged;
}

function refuseAltered(file: SignedFile, hash: Hash): void {
  const found = hash.digest("hex");
  if (found !== file.sha256) throw new CodedError("ARCHIVE_FILE_ALTERED", { entry: file.path, expected: file.sha256, found });
}

/** Walks the tar's entries in the order the format prescribes. */
class EntryReader {
  readonly #bytes: ByteReader;
  readonly #counts: Counts;

  constructor(bytes: ByteReader, counts: Counts) {
    this.#bytes = bytes;
    this.#counts = counts;
  }

  close(): Promise<void> {
    return this.#bytes.close();
  }

  /** The next header, or null at the end mark. */
  async #next(): Promise<UstarEntry | null> {
    const { offset } = this.#bytes;
    const block = await this.#bytes.take(BLOCK);
    if (block.length < BLOCK) throw new CodedError("ARCHIVE_TRUNCATED", { offset });
    return isZeroBlock(block) ? null : decodeHeader(block, offset);
  }

  /** META in its order; stops after the channel's file, so that nothing of the payload is accepted unjudged. */
  async metadata(): Promise<ArchiveMetadata> {
    const format = await this.#meta(FORMAT_ENTRY);
    if (format.name !== FORMAT_ENTRY) throw unexpected(FORMAT_ENTRY, format.name);
    if (format.bytes.toString("utf8") !== FORMAT_LINE) throw new CodedError("ARCHIVE_FORMAT_UNKNOWN");
    const roots: { entry: string; bytes: Buffer }[] = [];
    let targets: { entry: string; bytes: Buffer } | null = null;
    for (let count = 1; count < META_ENTRIES_MAX; count++) {
      const { name, bytes } = await this.#meta(targets === null ? TARGETS_ENTRY : "META/<channel>.json");
      const role = channelOf(name);
      if (role !== null && targets !== null) return { roots, targets, channel: { entry: name, role, bytes } };
      if (name === TARGETS_ENTRY && targets === null) targets = { entry: name, bytes };
      else if (isRoot(name) && targets === null) roots.push({ entry: name, bytes });
      else throw unexpected(targets === null ? TARGETS_ENTRY : "META/<channel>.json", name);
    }
    throw new CodedError("ARCHIVE_METADATA_INVALID", { entry: "META" });
  }

  async #meta(expected: string): Promise<{ name: string; bytes: Buffer }> {
    const entry = await this.#next();
    // An ordinary tgz, or one that lost its metadata: nobody vouches for it.
    if (entry === null || !isMeta(entry.name)) throw new CodedError("ARCHIVE_UNSIGNED", { entry: entry?.name ?? expected });
    if (entry.size > META_ENTRY_MAX_BYTES)
      throw new CodedError("ARCHIVE_METADATA_INVALID", { entry: entry.name, found: entry.size, expected: META_ENTRY_MAX_BYTES });
    const parts: Buffer[] = [];
    await this.content(entry.size, (piece) => parts.push(piece));
    const { packed, unpacked } = this.#counts;
    if (unpacked > META_RATIO_MAX * Math.max(packed, BLOCK))
      throw new CodedError("ARCHIVE_RATIO", { found: Math.round(unpacked / packed), expected: META_RATIO_MAX });
    return { name: entry.name, bytes: Buffer.concat(parts) };
  }

  /** The next entry must be this one, by name and size. */
  async expect(file: SignedFile): Promise<void> {
    const entry = await this.#next();
    if (entry === null) throw unexpected(file.path, "—");
    if (entry.name === file.path && entry.size === file.length) return;
    if (!payloadPathSchema.safeParse(entry.name).success) throw new CodedError("ARCHIVE_ENTRY_FORBIDDEN", { entry: entry.name });
    throw entry.name === file.path
      ? unexpected(`${file.path} (${file.length})`, `${entry.name} (${entry.size})`)
      : unexpected(file.path, entry.name);
  }

  async content(size: number, use: (piece: Buffer) => void): Promise<void> {
    for (let left = size; left > 0; ) {
      const piece = await this.#bytes.some(Math.min(left, PIECE_BYTES));
      if (piece === null) throw new CodedError("ARCHIVE_TRUNCATED", { offset: this.#bytes.offset });
      use(piece);
      left -= piece.length;
    }
    const padding = await this.#bytes.take(paddingOf(size));
    if (padding.length < paddingOf(size)) throw new CodedError("ARCHIVE_TRUNCATED", { offset: this.#bytes.offset });
    if (padding.some((byte) => byte !== 0)) throw new CodedError("ARCHIVE_TRAILING_DATA", { offset: this.#bytes.offset });
  }

  /** Two zero blocks, zero padding, and nothing else: neither in the tar nor after the gzip member. */
  async end(): Promise<void> {
    const extra = await this.#next();
    if (extra !== null) throw unexpected("—", extra.name);
    const second = await this.#bytes.take(BLOCK);
    if (second.length < BLOCK) throw new CodedError("ARCHIVE_TRUNCATED", { offset: this.#bytes.offset });
    if (!isZeroBlock(second)) throw new CodedError("ARCHIVE_TRAILING_DATA", { offset: this.#bytes.offset });
    const rest = await this.#bytes.take(TAR_PADDING_MAX_BYTES + 1);
    if (rest.length > TAR_PADDING_MAX_BYTES || rest.some((byte) => byte !== 0))
      throw new CodedError("ARCHIVE_TRAILING_DATA", { offset: this.#bytes.offset });
    // Asking once more runs the checks of the gzip trailer when the padding ended exactly at the limit.
    await this.#bytes.some(1);
  }
}

const unexpected = (expected: string, found: string): CodedError => new CodedError("ARCHIVE_ENTRY_UNEXPECTED", { expected, found });
