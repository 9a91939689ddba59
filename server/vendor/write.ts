/** An archive's bytes: strict ustar in one gzip member, the same for the same input. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { crc32, createDeflateRaw } from "node:zlib";
import { GZIP_HEADER } from "../archive/gunzip.ts";
import { BLOCK, encodeHeader, paddingOf } from "../archive/ustar.ts";
import { FileChanged } from "../io/file-changed.ts";
import { GUNZIP_CHUNK_BYTES } from "../limits.ts";

export interface ArchiveEntry {
  readonly name: string;
  readonly size: number;
  readonly mode: number;
  /** In hex; where it is known, the content must have it. */
  readonly sha256?: string;
  /** Bytes, the file that holds them, or whatever gives them once. */
  readonly content: Buffer | { readonly file: string } | AsyncIterable<Buffer>;
}

/** The entry's bytes, which must turn out to be as many and the ones that were signed. */
async function* contentOf({ name, size, sha256, content }: ArchiveEntry): AsyncGenerator<Buffer> {
  if (Buffer.isBuffer(content)) return yield content;
  const hash = sha256 === undefined ? null : createHash("sha256");
  let read = 0;
  for await (const chunk of "file" in content
    ? (createReadStream(content.file) as AsyncIterable<Buffer>)
    : content) {
    read += chunk.length;
    hash?.update(chunk);
    yield chunk;
  }
  if (read !== size || (hash !== null && hash.digest("hex") !== sha256)) throw new FileChanged(name);
}

async function* tar(entries: readonly ArchiveEntry[], mtime: number): AsyncGenerator<Buffer> {
  for (const entry of entries) {
    yield encodeHeader(entry.name, entry.size, entry.mode, mtime);
    yield* contentOf(entry);
    yield Buffer.alloc(paddingOf(entry.size));
  }
  yield Buffer.alloc(2 * BLOCK);
}

/**
 * `mtime` in seconds, the same for every entry.
 * @throws FileChanged; RangeError when a name or size does not fit
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
