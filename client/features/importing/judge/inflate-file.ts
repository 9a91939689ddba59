/** A local file's content, inflated piece by piece on demand: a file of gigabytes is read only as far as needed. */
import { CodedError } from "../../../../shared/errors.ts";
import { HEAD_PIECE_BYTES } from "../../../limits.ts";

/** True in browsers that can look inside a gzip file; without it the server judges alone. */
export const canInflate = (): boolean => typeof DecompressionStream === "function";

/** The gzip stream broke while it was inflated: what exactly is wrong with it, the server's stricter reader can say. */
export class GzipBroken extends Error {
  /** Of the piece that could not be inflated, in bytes of the file. */
  readonly offset: number;
  constructor(offset: number) {
    super(`the gzip stream is damaged after byte ${offset}`);
    this.offset = offset;
  }
}

/**
 * Inflates a gzip file. Only one piece is given to the inflater at a time and all that comes of it is handed on before the
 * next, because an error throws away what was inflated but not yet read.
 * @throws CodedError ARCHIVE_TRUNCATED (the file ends before its gzip stream does); GzipBroken
 */
export async function* inflatedFile(file: Blob): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new DecompressionStream("gzip");
  const [writer, reader] = [writable.getWriter(), readable.getReader()];
  // The promises of write, close and read report their failures.
  writer.closed.catch(() => {});
  reader.closed.catch(() => {});
  let reading = reader.read();
  reading.catch(() => {});
  try {
    for (let at = 0; at < file.size; at += HEAD_PIECE_BYTES) {
      const piece = new Uint8Array(await file.slice(at, at + HEAD_PIECE_BYTES).arrayBuffer());
      const written = settled(writer.write(piece), () => new GzipBroken(at));
      for (;;) {
        const chunk = await Promise.race([reading.catch(() => null), written]);
        if (chunk === null) break;
        if (chunk.value === undefined) return;
        yield chunk.value;
        reading = reader.read();
        reading.catch(() => {});
      }
      await written;
    }
    const closed = settled(writer.close(), () => new CodedError("ARCHIVE_TRUNCATED", { offset: file.size }));
    for (;;) {
      const chunk = await reading.catch(() => null);
      if (chunk?.value === undefined) break;
      yield chunk.value;
      reading = reader.read();
    }
    await closed;
  } finally {
    // The rest is not needed; both may already be done or broken.
    reader.cancel().catch(() => {});
    writer.abort().catch(() => {});
  }
}

/** null when it is done; what `failure` makes when it fails. Never an unhandled rejection before the caller awaits it. */
function settled(done: Promise<void>, failure: () => Error): Promise<null> {
  const outcome = done.then(
    () => null,
    () => {
      throw failure();
    },
  );
  outcome.catch(() => {});
  return outcome;
}
