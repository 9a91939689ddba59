/** A short text of fixed length, overwritten in place within one disk sector. It is not synced: its writer needs it to be no newer than the truth. */
import { closeSync, constants, openSync, readSync, writeSync } from "node:fs";

const LENGTH_BYTES = 128;

export class PinnedFile {
  readonly #descriptor: number;

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  static open(path: string): PinnedFile {
    return new PinnedFile(openSync(path, constants.O_RDWR | constants.O_CREAT, 0o640));
  }

  static openToRead(path: string): PinnedFile {
    return new PinnedFile(openSync(path, constants.O_RDONLY));
  }

  write(text: string): void {
    const bytes = Buffer.alloc(LENGTH_BYTES, " ");
    if (bytes.write(text) < Buffer.byteLength(text))
      throw new RangeError(`${text.length} characters in a pinned file of ${LENGTH_BYTES} bytes`);
    writeSync(this.#descriptor, bytes, 0, LENGTH_BYTES, 0);
  }

  /** Empty before the first write. */
  read(): string {
    const bytes = Buffer.alloc(LENGTH_BYTES);
    return bytes.toString("utf8", 0, readSync(this.#descriptor, bytes, 0, LENGTH_BYTES, 0)).trimEnd();
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
