/** Bytes on demand from an async source, with a watchdog: no source may keep the reader waiting for ever. */
import { CodedError } from "../../shared/errors.ts";

export interface SourceOptions {
  /** Null when silence is not a failure because another part watches for it. */
  readonly idleMs: number | null;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Yields the source's chunks. Silence, an abort and a source that breaks each end it with their own code, and the source is
 * stopped.
 * @throws CodedError ARCHIVE_STALLED, UPLOAD_INTERRUPTED
 */
export async function* watched(
  source: AsyncIterable<Uint8Array>,
  { idleMs, signal }: SourceOptions,
): AsyncGenerator<Buffer> {
  const iterator = source[Symbol.asyncIterator]();
  let finished = false;
  try {
    for (;;) {
      const result = await nextOf(iterator, idleMs, signal);
      if (result.done) {
        finished = true;
        return;
      }
      const { value } = result;
      yield Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    }
  } finally {
    // Not awaited: a source that hangs in `next` would hang in `return` as well.
    if (!finished) void Promise.resolve(iterator.return?.()).catch(() => {});
  }
}

function nextOf(
  iterator: AsyncIterator<Uint8Array>,
  idleMs: number | null,
  signal: AbortSignal | undefined,
): Promise<IteratorResult<Uint8Array>> {
  return new Promise((resolve, reject) => {
    const interrupted = (): void => settle(() => reject(new CodedError("UPLOAD_INTERRUPTED")));
    const stalled = (ms: number): void =>
      settle(() => reject(new CodedError("ARCHIVE_STALLED", { seconds: Math.round(ms / 1000) })));
    const timer = idleMs === null ? undefined : setTimeout(stalled, idleMs, idleMs);
    const settle = (answer: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", interrupted);
      answer();
    };
    if (signal?.aborted) return interrupted();
    signal?.addEventListener("abort", interrupted, { once: true });
    iterator.next().then(
      (result) => settle(() => resolve(result)),
      (error) =>
        settle(() =>
          reject(error instanceof CodedError ? error : new CodedError("UPLOAD_INTERRUPTED", {}, error)),
        ),
    );
  });
}

/** Takes exact amounts from a stream of chunks. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #chunk: Buffer = Buffer.alloc(0);
  /** Bytes taken so far. */
  offset = 0;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** At least one byte, at most `limit`; null at the end. */
  async some(limit: number): Promise<Buffer | null> {
    while (this.#chunk.length === 0) {
      const next = await this.#chunks.next();
      if (next.done) return null;
      this.#chunk = next.value;
    }
    const taken = this.#chunk.subarray(0, limit);
    this.#chunk = this.#chunk.subarray(taken.length);
    this.offset += taken.length;
    return taken;
  }

  /** Exactly `length` bytes, or fewer at the end. */
  async take(length: number): Promise<Buffer> {
    const first = length === 0 ? null : await this.some(length);
    if (first === null || first.length === length) return first ?? Buffer.alloc(0);
    // A source may reuse a chunk's memory once the next one is requested.
    const parts = [Buffer.from(first)];
    for (let got = first.length; got < length; ) {
      const part = await this.some(length - got);
      if (part === null) break;
      parts.push(Buffer.from(part));
      got += part.length;
    }
    return Buffer.concat(parts);
  }

  /** Stops the source. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
