/** The entries of an archive, in the order that the format prescribes; what they are worth is not decided here. */
import { CodedError } from "../../shared/errors.ts";
import { payloadPathSchema } from "../../shared/manifest.ts";
import { META_ENTRIES_MAX, META_ENTRY_MAX_BYTES, META_RATIO_MAX, TAR_PADDING_MAX_BYTES } from "../limits.ts";
import type { ByteReader } from "./byte-source.ts";
import type { Counts } from "./gunzip.ts";
import { channelOf, FORMAT_ENTRY, FORMAT_LINE, isMeta, isRoot, TARGETS_ENTRY } from "./layout.ts";
import type { ArchiveMetadata, SignedFile } from "./trust.ts";
import { BLOCK, decodeHeader, isZeroBlock, paddingOf, type UstarEntry } from "./ustar.ts";

/** Pieces of a payload file handed on at most this large, so that memory stays bounded. */
const PIECE_BYTES = 1024 * 1024;

const unexpected = (expected: string, found: string): CodedError => new CodedError("ARCHIVE_ENTRY_UNEXPECTED", { expected, found });

/** Walks the tar's entries in the order the format prescribes. */
export class EntryReader {
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
