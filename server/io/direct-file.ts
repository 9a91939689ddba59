/**
 * Writes a large file past the page cache (O_DIRECT): the platform's own hot pages are not evicted by an update of gigabytes,
 * the bytes are copied once less, and little is left to sync at the end. The kernel asks for aligned memory, offsets and
 * lengths; a file system that cannot do it says so when the file is opened.
 */
import { closeSync, constants, ftruncateSync, openSync, rmSync, writeSync } from "node:fs";

/** Holds for every disk: sectors are 512 or 4,096 bytes. */
const ALIGNMENT = 4096;
const WASM_PAGE_BYTES = 64 * 1024;
const BUFFER_PAGES = 16;
const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_DIRECT;

/** WebAssembly's memory is the only one of JavaScript's that is known to begin at a page. One for all: writes are synchronous. */
let aligned: Buffer | null = null;
const alignedBuffer = (): Buffer => {
  aligned ??= Buffer.from(new WebAssembly.Memory({ initial: BUFFER_PAGES, maximum: BUFFER_PAGES }).buffer);
  return aligned;
};
export const DIRECT_BUFFER_BYTES = BUFFER_PAGES * WASM_PAGE_BYTES;

export class DirectFile {
  readonly #descriptor: number;
  readonly #buffer = alignedBuffer();
  #filled = 0;
  #written = 0;

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Null when this file system has no direct writes. One at a time: the buffer is shared. */
  static create(path: string, mode: number): DirectFile | null {
    let descriptor: number;
    try {
      descriptor = openSync(path, FLAGS, mode);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EINVAL")) throw error;
      // The name was made before the flag was refused.
      rmSync(path, { force: true });
      return null;
    }
    return new DirectFile(descriptor);
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const piece = bytes.subarray(at, at + this.#buffer.length - this.#filled);
      this.#buffer.set(piece, this.#filled);
      this.#filled += piece.length;
      at += piece.length;
      if (this.#filled === this.#buffer.length) this.#flush(this.#filled);
    }
  }

  /** Writes the rest, padded to the alignment, and cuts the padding off. The descriptor is closed whatever happens. */
  end(): void {
    try {
      const rest = this.#filled;
      if (rest === 0) return;
      const length = this.#written + rest;
      const padded = Math.ceil(rest / ALIGNMENT) * ALIGNMENT;
      this.#buffer.fill(0, rest, padded);
      this.#flush(padded);
      ftruncateSync(this.#descriptor, length);
    } finally {
      closeSync(this.#descriptor);
    }
  }

  #flush(length: number): void {
    for (let done = 0; done < length; ) {
      const wrote = writeSync(this.#descriptor, this.#buffer, done, length - done, this.#written + done);
      // A short direct write goes on from an aligned place or fails: anything else would tear the file.
      if (wrote === 0 || wrote % ALIGNMENT !== 0) throw Object.assign(new Error("short direct write"), { code: "ENOSPC" });
      done += wrote;
    }
    this.#written += length;
    this.#filled = 0;
  }
}
