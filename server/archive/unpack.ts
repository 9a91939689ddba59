/** From the bytes of a `.tgz` to the bytes of its tar: recognised, hashed, inflated, bounded; nothing may follow its end. */
import { createHash } from "node:crypto";
import { ByteReader, type SourceOptions, watched } from "./byte-source.ts";
import { type Counts, gunzip } from "./gunzip.ts";
import { HEAD_BYTES, refuseOtherKinds } from "./recognise.ts";

export interface PackedDigest {
  /** Of the `.tgz` itself. */
  readonly sha256: string;
  readonly bytes: number;
}

export interface Unpacked {
  /** Each chunk may be overwritten once the next one is requested. */
  readonly chunks: AsyncIterable<Buffer>;
  /** Grows while `chunks` is read. */
  readonly counts: Readonly<Counts>;
  /** Only after `chunks` has ended. */
  digest(): PackedDigest;
  /** Stops the source at once, wherever the reader is. */
  close(): Promise<void>;
}

export interface UnpackOptions extends SourceOptions {
  /** What may be inflated before it is requested; nothing by default. */
  readonly aheadBytes?: number;
}

/** Inflates in this thread (zlib's own work runs in parallel). */
export function unpack(
  source: AsyncIterable<Uint8Array>,
  { aheadBytes = 0, ...watching }: UnpackOptions,
): Unpacked {
  const closed = new AbortController();
  const hash = createHash("sha256");
  let bytes = 0;
  const signal = AbortSignal.any([
    closed.signal,
    ...(watching.signal === undefined ? [] : [watching.signal]),
  ]);
  const packed = new ByteReader(
    tapped(watched(source, { ...watching, signal }), (chunk) => {
      hash.update(chunk);
      bytes += chunk.length;
    }),
  );
  const counts: Counts = { packed: 0, unpacked: 0, idle: true };
  return {
    chunks: inflated(packed, counts, aheadBytes),
    counts,
    digest: () => ({ sha256: hash.digest("hex"), bytes }),
    async close() {
      // Inflating reads ahead: without this a refusal would wait for the chunk being waited for, or for the watchdog.
      closed.abort();
      await packed.close();
    },
  };
}

async function* inflated(packed: ByteReader, counts: Counts, aheadBytes: number): AsyncGenerator<Buffer> {
  const head = await packed.take(HEAD_BYTES);
  refuseOtherKinds(head);
  yield* gunzip(head, packed, counts, aheadBytes);
}

async function* tapped(chunks: AsyncIterable<Buffer>, tap: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    tap(chunk);
    yield chunk;
  }
}
