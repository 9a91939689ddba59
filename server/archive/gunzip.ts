/** One gzip member, exactly: Node's own gunzip joins concatenated members silently. Source: RFC 1952. */
import { crc32, createInflateRaw, type InflateRaw } from "node:zlib";
import { CodedError } from "../../shared/errors.ts";
import { GUNZIP_CHUNK_BYTES } from "../limits.ts";
import type { ByteReader } from "./byte-source.ts";

/** What `pack` writes: deflate, no name, no time, no extra. Anything else was not made by it. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
export const GZIP_HEADER = Buffer.concat([HEADER, Buffer.from([2, 255])]);
const TRAILER_BYTES = 8;
const READ_BYTES = 1024 * 1024;

export interface Counts {
  /** Packed bytes consumed. */
  packed: number;
  /** Bytes given out. */
  unpacked: number;
  /** True when all that was taken from the source has been inflated and given out. */
  idle: boolean;
}

/**
 * Inflates what follows `head` (the first bytes, already taken from `source`), up to `aheadBytes` before they are read
 * for. At the end the trailer is checked and nothing may follow it.
 * @throws CodedError ARCHIVE_TRUNCATED, ARCHIVE_CORRUPT, ARCHIVE_TRAILING_DATA
 */
export async function* gunzip(
  head: Buffer,
  source: ByteReader,
  counts: Counts,
  aheadBytes: number,
): AsyncGenerator<Buffer> {
  if (head.length < GZIP_HEADER.length) throw new CodedError("ARCHIVE_TRUNCATED");
  if (!head.subarray(0, HEADER.length).equals(HEADER)) throw new CodedError("ARCHIVE_NOT_GZIP");
  // zlib works in a thread of its own and stops when so much waits to be taken. Its types do not know the option.
  const ahead: object = { readableHighWaterMark: aheadBytes };
  const raw = createInflateRaw({ chunkSize: GUNZIP_CHUNK_BYTES, ...ahead });
  const feeding = { busy: false };
  const rest = feed(raw, head.subarray(GZIP_HEADER.length), source, (busy) => {
    feeding.busy = busy;
    counts.idle = !busy && raw.readableLength === 0;
  });
  // Its failure reaches the consumer through `raw`, or is awaited below.
  rest.catch(() => {});
  let crc = 0;
  try {
    for await (const chunk of raw as AsyncIterable<Buffer>) {
      crc = crc32(chunk, crc);
      counts.unpacked += chunk.length;
      counts.packed = GZIP_HEADER.length + raw.bytesWritten;
      counts.idle = false;
      yield chunk;
      counts.idle = !feeding.busy && raw.readableLength === 0;
    }
  } catch (error) {
    if (error instanceof CodedError) throw error;
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "Z_BUF_ERROR") throw new CodedError("ARCHIVE_TRUNCATED");
    throw new CodedError("ARCHIVE_CORRUPT", { offset: GZIP_HEADER.length + raw.bytesWritten }, error);
  } finally {
    raw.destroy();
  }
  const after = await rest;
  const trailer =
    after.length >= TRAILER_BYTES
      ? after
      : Buffer.concat([after, await source.take(TRAILER_BYTES - after.length)]);
  counts.packed = GZIP_HEADER.length + raw.bytesWritten + Math.min(TRAILER_BYTES, trailer.length);
  if (trailer.length < TRAILER_BYTES) throw new CodedError("ARCHIVE_TRUNCATED");
  if (trailer.readUInt32LE(0) !== crc || trailer.readUInt32LE(4) !== counts.unpacked % 2 ** 32)
    throw new CodedError("ARCHIVE_CORRUPT", { offset: counts.packed });
  if (trailer.length > TRAILER_BYTES || (await source.some(1)) !== null)
    throw new CodedError("ARCHIVE_TRAILING_DATA", { offset: counts.packed });
}

/**
 * Gives `raw` its input chunk by chunk until the deflate stream ends; resolves to the bytes that were taken but not consumed.
 * The next chunk is fetched, and hashed on its way, while zlib works on the one before.
 */
async function feed(
  raw: InflateRaw,
  first: Buffer,
  source: ByteReader,
  tellBusy: (busy: boolean) => void,
): Promise<Buffer> {
  let given = 0;
  try {
    for (let chunk: Buffer | null = first; chunk !== null; ) {
      const piece: Buffer = chunk;
      tellBusy(true);
      const written = piece.length === 0 ? null : writeTo(raw, piece);
      const fetching = source.some(READ_BYTES);
      // Awaited below, unless the writing fails first.
      fetching.catch(() => {});
      await written;
      tellBusy(false);
      given += piece.length;
      // Input left over with output space to spare: zlib has seen the end of the stream.
      if (raw.bytesWritten < given) {
        const left = piece.subarray(piece.length - (given - raw.bytesWritten));
        return Buffer.concat([left, (await fetching) ?? Buffer.alloc(0)]);
      }
      chunk = await fetching;
    }
    raw.end();
    return Buffer.alloc(0);
  } catch (error) {
    raw.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

const writeTo = (raw: InflateRaw, piece: Buffer): Promise<void> =>
  new Promise((resolve, reject) => raw.write(piece, (error) => (error ? reject(error) : resolve())));
