/**
 * Chunks from one thread to another through shared memory: one writes, one reads, nothing is copied twice and nothing becomes
 * garbage (256 KiB buffers by the thousand cost a fifth of the reading in garbage collection).
 */
import { GUNZIP_CHUNK_BYTES, UNPACK_RING_CHUNKS } from "../limits.ts";

/** Fields of the control block. Bytes need more than 32 bits. */
const FIELDS = ["available", "written", "taken", "signal", "packed"] as const;
type Field = (typeof FIELDS)[number];
const at = (field: Field): number => FIELDS.indexOf(field);

export interface RingMemory {
  readonly control: SharedArrayBuffer;
  readonly lengths: SharedArrayBuffer;
  readonly chunks: SharedArrayBuffer;
}
export const ringMemory = (): RingMemory => ({
  control: new SharedArrayBuffer(FIELDS.length * BigInt64Array.BYTES_PER_ELEMENT),
  lengths: new SharedArrayBuffer(UNPACK_RING_CHUNKS * Int32Array.BYTES_PER_ELEMENT),
  chunks: new SharedArrayBuffer(UNPACK_RING_CHUNKS * GUNZIP_CHUNK_BYTES),
});

export class ChunkRing {
  readonly #control: BigInt64Array<SharedArrayBuffer>;
  readonly #lengths: Int32Array<SharedArrayBuffer>;
  readonly #chunks: Buffer;

  constructor(memory: RingMemory) {
    this.#control = new BigInt64Array(memory.control);
    this.#lengths = new Int32Array(memory.lengths);
    this.#chunks = Buffer.from(memory.chunks as unknown as ArrayBuffer);
  }

  get(field: Field): number {
    return Number(Atomics.load(this.#control, at(field)));
  }

  set(field: Field, value: number): void {
    Atomics.store(this.#control, at(field), BigInt(value));
    Atomics.notify(this.#control, at(field));
  }

  /** Blocks this thread until the field is no longer `value`. */
  waitWhile(field: Field, value: number): void {
    while (this.get(field) === value) Atomics.wait(this.#control, at(field), BigInt(value));
  }

  /** Blocks this thread until the field is no longer `value`, but not for longer than `ms`. False when it still is. */
  waitBriefly(field: Field, value: number, ms: number): boolean {
    return Atomics.wait(this.#control, at(field), BigInt(value), ms) !== "timed-out";
  }

  /** Resolves when the field is no longer `value`; the thread stays free. */
  async changed(field: Field, value: number): Promise<void> {
    while (this.get(field) === value) await Atomics.waitAsync(this.#control, at(field), BigInt(value)).value;
  }

  /** The writer's end: blocks while the ring is full. `chunk` is at most GUNZIP_CHUNK_BYTES long. */
  write(chunk: Uint8Array, packed: number): void {
    const written = this.get("written");
    while (written - this.get("taken") === UNPACK_RING_CHUNKS)
      this.waitWhile("taken", written - UNPACK_RING_CHUNKS);
    const slot = written % UNPACK_RING_CHUNKS;
    this.#chunks.set(chunk, slot * GUNZIP_CHUNK_BYTES);
    this.#lengths[slot] = chunk.length;
    this.set("packed", packed);
    this.set("written", written + 1);
    this.wake();
  }

  /** The reader's end: the next chunk, or null when none is there yet. It stays valid until `release`. */
  peek(): Buffer | null {
    const taken = this.get("taken");
    if (taken === this.get("written")) return null;
    const slot = taken % UNPACK_RING_CHUNKS;
    const start = slot * GUNZIP_CHUNK_BYTES;
    return this.#chunks.subarray(start, start + (this.#lengths[slot] ?? 0));
  }

  release(): void {
    this.set("taken", this.get("taken") + 1);
  }

  /** Something happened that a reader may wait for. */
  wake(): void {
    this.set("signal", this.get("signal") + 1);
  }
}
