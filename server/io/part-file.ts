/**
 * A file that arrives in parts, in any order, from anywhere: the bytes in one file, and next to it a list of the parts that
 * are stored, with the hash of each. The list is not synced part by part: after a power cut each part proves itself by its
 * hash, and one that does not is requested again.
 */
import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { removeDurably, writeFileDurably } from "./atomic-file.ts";

export interface Part {
  /** Bytes from the start of the file. */
  readonly offset: number;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** The part's bytes are not those that were announced: another length or another hash. */
export class PartAltered extends Error {
  readonly part: Part;
  constructor(part: Part) {
    super(`part at ${part.offset} is altered`);
    this.name = "PartAltered";
    this.part = part;
  }
}

const FILE = "archive.part";
const LIST = "parts.jsonl";
const FILE_MODE = 0o600;
/** The network brings 64 KiB at a time; one write for several leaves libuv's few threads to the other requests. */
const WRITE_BYTES = 512 * 1024;
const CHECK_BYTES = 1024 * 1024;

/** Changes at each start of the machine: only then can the kernel have lost what a process wrote. */
const bootId = async (): Promise<string> =>
  (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();

const isPart = (value: unknown): value is Part =>
  typeof value === "object" && value !== null && "offset" in value && "bytes" in value && "sha256" in value;

/** The lines that were written whole; the last one may be torn. */
function readList(text: string): { boot: string; parts: Part[] } {
  const [first = "", ...lines] = text.split("\n").slice(0, -1);
  const parts = lines.flatMap((line) => {
    try {
      const value: unknown = JSON.parse(line);
      return isPart(value) ? [value] : [];
    } catch {
      return [];
    }
  });
  return { boot: first, parts };
}

export class PartFile {
  readonly path: string;
  readonly #directory: string;
  readonly #file: FileHandle;
  readonly #list: FileHandle;
  /** By offset. */
  readonly #parts: Map<number, Part>;
  /** Parts that are being written, by offset. */
  readonly #writing = new Map<number, { readonly part: Part; readonly over: Promise<void> }>();

  private constructor(directory: string, file: FileHandle, list: FileHandle, parts: readonly Part[]) {
    this.#directory = directory;
    this.path = join(directory, FILE);
    this.#file = file;
    this.#list = list;
    this.#parts = new Map(parts.map((part) => [part.offset, part]));
  }

  /** Opens what is stored in `directory`, or begins there. After a restart of the machine every part is read again. */
  static async open(directory: string): Promise<PartFile> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    // Not `w+`: what is stored already must be kept.
    const file = await open(join(directory, FILE), "a+", FILE_MODE);
    await file.close();
    const handle = await open(join(directory, FILE), "r+");
    const text = await readFile(join(directory, LIST), "utf8").catch(() => "");
    const { boot, parts } = readList(text);
    const now = await bootId();
    const stored = boot === now ? parts : await proven(handle, parts);
    // Rewritten in one step: without torn lines, and with this start of the machine.
    await writeFileDurably(
      join(directory, LIST),
      [now, ...stored.map((part) => JSON.stringify(part))].map((line) => `${line}\n`).join(""),
    );
    return new PartFile(directory, handle, await open(join(directory, LIST), "a"), stored);
  }

  /** Ordered by offset. */
  parts(): Part[] {
    return [...this.#parts.values()].sort((a, b) => a.offset - b.offset);
  }

  has({ offset, bytes, sha256 }: Part): boolean {
    const part = this.#parts.get(offset);
    return part !== undefined && part.bytes === bytes && part.sha256 === sha256;
  }

  /** True when some bytes of the part are stored already, or are being written, as another part. */
  overlaps(part: Part): boolean {
    const others = [...this.#parts.values(), ...[...this.#writing.values()].map((writing) => writing.part)];
    return others.some(
      ({ offset, bytes }) => part.offset < offset + bytes && offset < part.offset + part.bytes,
    );
  }

  /** Resolves when no request is writing the part that begins there: a sender whose connection broke sends it again at once. */
  async quiet(offset: number): Promise<void> {
    for (let writing = this.#writing.get(offset); writing !== undefined; writing = this.#writing.get(offset))
      await writing.over;
  }

  /** Unix ms of the last byte written. */
  async changedAt(): Promise<number> {
    return (await this.#file.stat()).mtimeMs;
  }

  /** Bytes stored without a gap from the start. */
  contiguous(): number {
    let end = 0;
    for (let part = this.#parts.get(0); part !== undefined; part = this.#parts.get(end)) end += part.bytes;
    return end;
  }

  received(): number {
    return [...this.#parts.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /**
   * Writes a part while it comes and records it when it is whole and its hash is right; until then it does not count.
   * @throws PartAltered; what the source or the disk throws
   */
  async write(part: Part, source: AsyncIterable<Uint8Array>): Promise<void> {
    if (this.overlaps(part)) throw new Error(`the part at ${part.offset} covers another`);
    const over = Promise.withResolvers<void>();
    this.#writing.set(part.offset, { part, over: over.promise });
    try {
      await this.#receive(part, source);
      await this.#list.appendFile(`${JSON.stringify(part)}\n`);
      this.#parts.set(part.offset, part);
    } finally {
      this.#writing.delete(part.offset);
      over.resolve();
    }
  }

  async #receive(part: Part, source: AsyncIterable<Uint8Array>): Promise<void> {
    const hash = createHash("sha256");
    let done = 0;
    let waiting: Uint8Array[] = [];
    let waitingBytes = 0;
    const write = async (): Promise<void> => {
      await this.#writeAll(Buffer.concat(waiting), part.offset + done - waitingBytes);
      waiting = [];
      waitingBytes = 0;
    };
    for await (const chunk of source) {
      if (done + chunk.length > part.bytes) throw new PartAltered(part);
      hash.update(chunk);
      done += chunk.length;
      waiting.push(chunk);
      waitingBytes += chunk.length;
      if (waitingBytes >= WRITE_BYTES) await write();
    }
    await write();
    if (done !== part.bytes || hash.digest("hex") !== part.sha256) throw new PartAltered(part);
  }

  async close(): Promise<void> {
    await Promise.all([this.#file.close(), this.#list.close()]);
  }

  async discard(): Promise<void> {
    await this.close().catch(() => {});
    await removeDurably(this.#directory);
  }

  async #writeAll(chunk: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < chunk.length; ) {
      const { bytesWritten } = await this.#file.write(chunk, done, chunk.length - done, position + done);
      done += bytesWritten;
    }
  }
}

/** The parts whose bytes are on the disk as their hash says. */
async function proven(file: FileHandle, parts: readonly Part[]): Promise<Part[]> {
  const good: Part[] = [];
  const buffer = Buffer.alloc(CHECK_BYTES);
  for (const part of parts) {
    const hash = createHash("sha256");
    for (let done = 0; done < part.bytes; ) {
      const { bytesRead } = await file.read(
        buffer,
        0,
        Math.min(buffer.length, part.bytes - done),
        part.offset + done,
      );
      if (bytesRead === 0) break;
      hash.update(buffer.subarray(0, bytesRead));
      done += bytesRead;
    }
    if (hash.digest("hex") === part.sha256) good.push(part);
  }
  return good;
}
