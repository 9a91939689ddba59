/** Writes an archive: strict ustar in one gzip member, the same bytes for the same input. */
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { crc32, createDeflateRaw } from "node:zlib";
import { GZIP_HEADER } from "./gunzip.ts";
import { BLOCK, encodeHeader, paddingOf } from "./ustar.ts";

export interface ArchiveEntry {
  readonly name: string;
  readonly size: number;
  readonly mode: number;
  /** Bytes, or the file that holds them. */
  readonly content: Buffer | { readonly file: string };
}

async function* tar(entries: readonly ArchiveEntry[], mtime: number): AsyncGenerator<Buffer> {
  for (const { name, size, mode, content } of entries) {
    yield encodeHeader(name, size, mode, mtime);
    if (Buffer.isBuffer(content)) yield content;
    else yield* createReadStream(content.file);
    yield Buffer.alloc(paddingOf(size));
  }
  yield Buffer.alloc(2 * BLOCK);
}

/** An archive's bytes, in order. `mtime` in seconds, the same for every entry. */
export async function* archiveBytes(entries: readonly ArchiveEntry[], mtime: number): AsyncGenerator<Buffer> {
  let crc = 0;
  let size = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of tar(entries, mtime)) {
      crc = crc32(chunk, crc);
      size += chunk.length;
      yield chunk;
    }
  }
  yield GZIP_HEADER;
  yield* Readable.from(counted()).compose(createDeflateRaw({ level: 9 }));
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc, 0);
  trailer.writeUInt32LE(size % 2 ** 32, 4);
  yield trailer;
}
