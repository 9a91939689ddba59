/** The entries of an archive, in the order that the format prescribes; what they are worth is not decided here. */
import {
  META_CHANNEL_MAX_BYTES,
  META_ENTRIES_MAX,
  META_ENTRY_MAX_BYTES,
} from "../../shared/archive-bounds.ts";
import { CodedError } from "../../shared/errors.ts";
import { payloadPathSchema } from "../../shared/manifest.ts";
import { META_RATIO_MAX, TAR_PADDING_MAX_BYTES } from "../limits.ts";
import type { ByteReader } from "./byte-source.ts";
import type { Counts } from "./gunzip.ts";
import { channelOf, FORMAT_ENTRY, FORMAT_LINE, isMeta, isRoot, TARGETS_ENTRY } from "./layout.ts";
import type { MetaDocument, SignedFile } from "./trust.ts";
import { BLOCK, decodeHeader, hasMagic, isZeroBlock, paddingOf, type UstarEntry } from "./ustar.ts";

/** Pieces of a payload file handed on at most this large, so that memory stays bounded. */
const PIECE_BYTES = 1024 * 1024;
/** In the facts of a refusal, for what is not there. */
const NOTHING = "—";

interface MetaEntry {
  readonly name: string;
  readonly offset: number;
  readonly bytes: Buffer;
}

export type MetadataDocument = MetaDocument &
  (
    | { readonly kind: "root" }
    | { readonly kind: "targets" }
    | { readonly kind: "channel"; readonly role: string }
  );

const ZEROS = Buffer.alloc(TAR_PADDING_MAX_BYTES + 1);
const isZeros = (bytes: Buffer): boolean => bytes.equals(ZEROS.subarray(0, bytes.length));

const unexpected = (expected: string, found: string, offset: number): CodedError =>
  new CodedError("ARCHIVE_ENTRY_UNEXPECTED", { expected, found, offset });

/** Walks the tar's entries in the order the format prescribes. Offsets are bytes of the unpacked archive. */
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
    if (isZeroBlock(block)) return null;
    // Gzip of something that is not a tar: nothing was damaged.
    if (offset === 0 && !hasMagic(block)) throw new CodedError("ARCHIVE_FORMAT_UNKNOWN", { offset });
    return decodeHeader(block, offset);
  }

  /** META in its order, each document as soon as it was read; stops after the channel's file, so that nothing of the payload is accepted unjudged. */
  async *metadata(): AsyncGenerator<MetadataDocument> {
    const format = await this.#format();
    if (format.name !== FORMAT_ENTRY) throw unexpected(FORMAT_ENTRY, format.name, format.offset);
    if (format.bytes.toString("utf8") !== FORMAT_LINE) throw new CodedError("ARCHIVE_FORMAT_UNKNOWN");
    let seenTargets = false;
    for (let count = 1; count < META_ENTRIES_MAX; count++) {
      const expected = seenTargets ? "META/<channel>.json" : TARGETS_ENTRY;
      const { name, offset, bytes } = await this.#meta(expected);
      const document = { entry: name, bytes };
      const role = channelOf(name);
      if (role !== null && seenTargets) {
        yield { kind: "channel", role, ...document };
        return;
      }
      if (name === TARGETS_ENTRY && !seenTargets) {
        seenTargets = true;
        yield { kind: "targets", ...document };
      } else if (isRoot(name) && !seenTargets) yield { kind: "root", ...document };
      else throw unexpected(expected, name, offset);
    }
    throw new CodedError("ARCHIVE_METADATA_INVALID", { entry: "META" });
  }

  /** An ordinary tgz, whatever its dialect and first entry, is not a forged archive of ours: it claims no signature. */
  async #format(): Promise<MetaEntry> {
    try {
      return await this.#meta(FORMAT_ENTRY);
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

  async #meta(expected: string): Promise<MetaEntry> {
    const entry = await this.#next();
    // It lost its metadata, or never had any.
    if (entry === null || !isMeta(entry.name))
      throw new CodedError("ARCHIVE_UNSIGNED", { entry: entry?.name ?? expected });
    const { name, size, offset } = entry;
    const limit = channelOf(name) === null ? META_ENTRY_MAX_BYTES : META_CHANNEL_MAX_BYTES;
    if (size > limit)
      throw new CodedError("ARCHIVE_METADATA_INVALID", { entry: name, found: size, expected: limit, offset });
    const parts: Buffer[] = [];
    await this.content(size, (piece) => {
      this.#refuseBomb();
      // The piece's memory is not ours after this call.
      parts.push(Buffer.from(piece));
    });
    return { name, offset, bytes: Buffer.concat(parts) };
  }

  /** Counts what was taken, not what was inflated: the piece inflated ahead may hold payload, which may pack as well as it likes. */
  #refuseBomb(): void {
    const ratio = this.#bytes.offset / Math.max(this.#counts.packed, BLOCK);
    if (ratio > META_RATIO_MAX)
      throw new CodedError("ARCHIVE_RATIO", { found: Math.round(ratio), expected: META_RATIO_MAX });
  }

  /** The next entry must be this one, by name and size. */
  async expect(file: SignedFile): Promise<UstarEntry> {
    const { offset } = this.#bytes;
    const entry = await this.#next();
    if (entry === null) throw unexpected(file.path, NOTHING, offset);
    if (entry.name === file.path && entry.size === file.length) return entry;
    if (!payloadPathSchema.safeParse(entry.name).success)
      throw new CodedError("ARCHIVE_ENTRY_FORBIDDEN", { entry: entry.name, offset });
    throw entry.name === file.path
      ? unexpected(`${file.path} (${file.length})`, `${entry.name} (${entry.size})`, offset)
      : unexpected(file.path, entry.name, offset);
  }

  /** A piece may be overwritten once `use` has returned, or what it returned has resolved. */
  async content(size: number, use: (piece: Buffer) => void | Promise<void>): Promise<void> {
    for (let left = size; left > 0; ) {
      const piece = await this.#bytes.some(Math.min(left, PIECE_BYTES));
      if (piece === null) throw new CodedError("ARCHIVE_TRUNCATED", { offset: this.#bytes.offset });
      const using = use(piece);
      if (using !== undefined) await using;
      left -= piece.length;
    }
    const padding = await this.#bytes.take(paddingOf(size));
    if (padding.length < paddingOf(size))
      throw new CodedError("ARCHIVE_TRUNCATED", { offset: this.#bytes.offset });
    if (!isZeros(padding)) throw new CodedError("ARCHIVE_TRAILING_DATA", { offset: this.#bytes.offset });
  }

  /** Two zero blocks, zero padding, and nothing else: neither in the tar nor after the gzip member. */
  async end(): Promise<void> {
    const extra = await this.#next();
    if (extra !== null) throw unexpected(NOTHING, extra.name, extra.offset);
    const second = await this.#bytes.take(BLOCK);
    if (second.length < BLOCK) throw new CodedError("ARCHIVE_TRUNCATED", { offset: this.#bytes.offset });
    if (!isZeroBlock(second)) throw new CodedError("ARCHIVE_TRAILING_DATA", { offset: this.#bytes.offset });
    const rest = await this.#bytes.take(TAR_PADDING_MAX_BYTES + 1);
    if (rest.length > TAR_PADDING_MAX_BYTES || !isZeros(rest))
      throw new CodedError("ARCHIVE_TRAILING_DATA", { offset: this.#bytes.offset });
    // Asking once more runs the checks of the gzip trailer when the padding ended exactly at the limit.
    await this.#bytes.some(1);
  }
}
