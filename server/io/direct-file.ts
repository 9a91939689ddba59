/**
 * Writes a large file past the page cache (O_DIRECT): the platform's own hot pages are not evicted by an update of gigabytes,
 * the bytes are copied once less, and little is left to sync at the end. The kernel asks for aligned memory, offsets and
 * lengths; a file system that cannot do it says so when the file is opened.
 */
import { closeSync, constants, ftruncateSync, openSync, rmSync, write } from "node:fs";

/** Holds for every disk: sectors are 512 or 4,096 bytes. */
const ALIGNMENT = 4096;
const WASM_PAGE_BYTES = 64 * 1024;
export const DIRECT_BUFFER_BYTES = 1024 * 1024;
/** Written by the kernel while the next one is filled. */
const BUFFERS = 4;
const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_DIRECT;

/** WebAssembly's memory is the only one of JavaScript's that is known to begin at a page. One for all files: they are written one after another. */
let memory: readonly Buffer[] | null = null;
function alignedBuffers(): readonly Buffer[] {
  if (memory !== null) return memory;
  const pages = (BUFFERS * DIRECT_BUFFER_BYTES) / WASM_PAGE_BYTES;
  const all = Buffer.from(new WebAssembly.Memory({ initial: pages, maximum: pages }).buffer);
  memory = Array.from({ length: BUFFERS }, (_, i) =>
    all.subarray(i * DIRECT_BUFFER_BYTES, (i + 1) * DIRECT_BUFFER_BYTES),
  );
  return memory;
}

export class DirectFile {
  readonly #descriptor: number;
  readonly #buffers = alignedBuffers();
  /** The write that uses each buffer, if any. */
  readonly #writes: (Promise<void> | null)[] = Array.from({ length: BUFFERS }, () => null);
  #current = 0;
  #filled = 0;
  #position = 0;

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Null when this file system has no direct writes. */
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

  /** `bytes` are copied before this resolves. A promise only when it has to wait for the disk. */
  write(bytes: Uint8Array): void | Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const waiting = this.#writes[this.#current] ?? null;
      if (waiting !== null) return waiting.then(() => this.write(bytes.subarray(at)));
      const buffer = this.#buffer();
      const piece = bytes.subarray(at, at + buffer.length - this.#filled);
      buffer.set(piece, this.#filled);
      this.#filled += piece.length;
      at += piece.length;
      if (this.#filled === buffer.length) this.#flush(this.#filled);
    }
  }

  /** Writes the rest, padded to the alignment, and cuts the padding off. The descriptor is closed in every case. */
  async end(): Promise<void> {
    const length = this.#position + this.#filled;
    try {
      if (this.#filled > 0) {
        const padded = Math.ceil(this.#filled / ALIGNMENT) * ALIGNMENT;
        this.#buffer().fill(0, this.#filled, padded);
        this.#flush(padded);
      }
      await Promise.all(this.#writes);
      if (this.#position !== length) ftruncateSync(this.#descriptor, length);
    } finally {
      // A write that still uses the buffers must be over before another file fills them.
      await Promise.allSettled(this.#writes);
      closeSync(this.#descriptor);
    }
  }

  #buffer(): Buffer {
    const buffer = this.#buffers[this.#current];
    if (buffer === undefined) throw new RangeError("no such buffer");
    return buffer;
  }

  #flush(length: number): void {
    const slot = this.#current;
    const writing = writeAt(this.#descriptor, this.#buffer().subarray(0, length), this.#position).then(() => {
      this.#writes[slot] = null;
    });
    // Its failure is kept, and is thrown where the buffer is needed next or the file is ended.
    writing.catch(() => {});
    this.#writes[slot] = writing;
    this.#current = (slot + 1) % BUFFERS;
    this.#position += length;
    this.#filled = 0;
  }
}

function writeAt(descriptor: number, buffer: Buffer, position: number): Promise<void> {
  return new Promise((resolve, reject) => {
    write(descriptor, buffer, 0, buffer.length, position, (error, written) => {
      if (error) return reject(error);
      if (written === buffer.length) return resolve();
      // A short direct write means a full disk, or continues at an aligned position: anything else would tear the file.
      if (written === 0 || written % ALIGNMENT !== 0)
        return reject(Object.assign(new Error("short direct write"), { code: "ENOSPC" }));
      resolve(writeAt(descriptor, buffer.subarray(written), position + written));
    });
  });
}
