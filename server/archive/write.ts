/** Writes an archive: strict ustar in one gzip member, the same bytes for the same input. */
import { once } from "node:events";
import { createReadStream, type WriteStream } from "node:fs";
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

/** `mtime` in seconds, the same for every entry. */
export async function writeArchive(out: WriteStream, entries: readonly ArchiveEntry[], mtime: number): Promise<void> {
  const deflate = createDeflateRaw({ level: 9 });
  let crc = 0;
  let size = 0;
  const feeding = (async () => {
    for await (const chunk of tar(entries, mtime)) {
      crc = crc32(chunk, crc);
      size += chunk.length;
      if (!deflate.write(chunk)) await once(deflate, "drain");
    }
    deflate.end();
  })();
  feeding.catch((error) => deflate.destroy(error));
  out.write(GZIP_HEADER);
  for await (const chunk of deflate) if (!out.write(chunk)) await once(out, "drain");
  await feeding;
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc, 0);
  trailer.writeUInt32LE(size % 2 ** 32, 4);
  out.end(trailer);
  await once(out, "close");
}
