/** An archive's bytes: strict ustar in one gzip member, the same for the same input. */
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { crc32, createDeflateRaw } from "node:zlib";
import { GUNZIP_CHUNK_BYTES } from "../limits.ts";
import { GZIP_HEADER } from "./gunzip.ts";
import { BLOCK, encodeHeader, paddingOf } from "./ustar.ts";

export interface ArchiveEntry {
  readonly name: string;
  readonly size: number;
  readonly mode: number;
  /** Bytes, or the file that holds them. */
  readonly content: Buffer | { readonly file: string };
}

/** A file grew or shrank after its length and hash were signed. */
export class ChangedWhilePacking extends Error {
  readonly path: string;
  constructor(path: string) {
    super(`${path} changed while it was packed`);
    this.name = "ChangedWhilePacking";
    this.path = path;
  }
}

async function* tar(entries: readonly ArchiveEntry[], mtime: number): AsyncGenerator<Buffer> {
  for (const { name, size, mode, content } of entries) {
    yield encodeHeader(name, size, mode, mtime);
    if (Buffer.isBuffer(content)) yield content;
    else {
      let read = 0;
      for await (const chunk of createReadStream(content.file) as AsyncIterable<Buffer>) {
        read += chunk.length;
        yield chunk;
      }
      if (read !== size) throw new ChangedWhilePacking(name);
    }
    yield Buffer.alloc(paddingOf(size));
  }
  yield Buffer.alloc(2 * BLOCK);
}

/**
 * `mtime` in seconds, the same for every entry.
 * @throws ChangedWhilePacking; RangeError when a name or size does not fit
 */
export async function* archiveBytes(entries: readonly ArchiveEntry[], mtime: number): AsyncGenerator<Buffer> {
  const deflate = createDeflateRaw({ level: 9, chunkSize: GUNZIP_CHUNK_BYTES });
  let crc = 0;
  let size = 0;
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of tar(entries, mtime)) {
      crc = crc32(chunk, crc);
      size += chunk.length;
      yield chunk;
    }
  };
  const feeding = pipeline(counted, deflate);
  // Its failure destroys `deflate`, and reaches the consumer there.
  feeding.catch(() => {});
  yield GZIP_HEADER;
  yield* deflate as AsyncIterable<Buffer>;
  await feeding;
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc, 0);
  trailer.writeUInt32LE(size % 2 ** 32, 4);
  yield trailer;
}
