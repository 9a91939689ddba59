/** An archive that arrives in parts. Its state is on the disk: any administrator, from any workstation, may resume it. */
import type { Budget, PartAnswer, UploadView } from "../../shared/api/import.ts";
import { CodedError } from "../../shared/errors.ts";
import { watched } from "../archive/byte-source.ts";
import { type Part, PartAltered, PartFile } from "../io/part-file.ts";
import { ARCHIVE_IDLE_MS, UPLOAD_ABANDONED_MS, UPLOAD_PART_TIMEOUT_MS } from "../limits.ts";
import { ArchiveVerifier, type ArchiveVerifierOptions } from "./archive-verifier.ts";

export interface ChunkedUploadOptions extends Omit<ArchiveVerifierOptions, "file" | "available"> {
  readonly directory: string;
  readonly fileName: string;
  budget(stored: number): Promise<Budget>;
  /** Why `bytes` could not be written, as an administrator can fix it. */
  nameFailure(bytes: number, thrown: unknown): Promise<unknown>;
  /** Bytes that have arrived, those of unfinished parts included. */
  onReceived(bytes: number): void;
}

export class ChunkedUpload {
  readonly #options: ChunkedUploadOptions;
  readonly #file: PartFile;
  readonly #budget: Budget;
  readonly verifier: ArchiveVerifier;
  #arriving = 0;

  private constructor(options: ChunkedUploadOptions, file: PartFile, budget: Budget) {
    this.#options = options;
    this.#file = file;
    this.#budget = budget;
    this.verifier = new ArchiveVerifier({ ...options, file: file.path, available: file.contiguous() });
  }

  static async open(options: ChunkedUploadOptions): Promise<ChunkedUpload> {
    const file = await PartFile.open(options.directory);
    return new ChunkedUpload(options, file, await options.budget(file.received()));
  }

  /**
   * Takes one part and answers when the reader has judged what can be judged of it: until the metadata is accepted no sender
   * gets ahead of the verdict.
   * @throws CodedError UPLOAD_PART_ALTERED, UPLOAD_INTERRUPTED, INPUT_INVALID, DISK_FULL: the upload can be resumed
   */
  async receive(part: Part, source: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<PartAnswer> {
    if (part.offset + part.bytes > this.#options.size)
      throw new CodedError("INPUT_INVALID", { field: "offset" });
    await this.#file.quiet(part.offset);
    if (!this.#file.has(part)) await this.#write(part, source, signal);
    this.verifier.more(this.#file.contiguous());
    if (!this.complete) await this.verifier.digested();
    return this.answer();
  }

  /** True when the part is stored: its bytes need not be read again. */
  has(part: Part): boolean {
    return this.#file.has(part);
  }

  answer(): PartAnswer {
    return { received: this.#file.received(), judged: this.verifier.judged };
  }

  get complete(): boolean {
    return this.#file.contiguous() === this.#options.size;
  }

  async view(): Promise<UploadView> {
    return {
      ...this.answer(),
      fileName: this.#options.fileName,
      fileSize: this.#options.size,
      parts: this.#file.parts(),
      budget: this.#budget,
      lastByteAt: Math.round(await this.changedAt()),
      abandonedAt: await this.abandonedAt(),
    };
  }

  /** Unix ms of the last byte. */
  changedAt(): Promise<number> {
    return this.#file.changedAt();
  }

  /** Unix ms. */
  async abandonedAt(): Promise<number> {
    return Math.round((await this.changedAt()) + UPLOAD_ABANDONED_MS);
  }

  /** Stops reading; what has arrived is kept for the next sender. */
  async close(): Promise<void> {
    await this.verifier.stop();
    await this.#file.close();
  }

  /** The archive's bytes are not needed any more. */
  discard(): Promise<void> {
    return this.#file.discard();
  }

  async #write(part: Part, source: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
    if (this.#file.overlaps(part)) throw new CodedError("INPUT_INVALID", { field: "offset" });
    const late = AbortSignal.any([signal, AbortSignal.timeout(UPLOAD_PART_TIMEOUT_MS)]);
    let arrived = 0;
    const counted = async function* (upload: ChunkedUpload): AsyncGenerator<Uint8Array> {
      for await (const chunk of watched(source, { idleMs: ARCHIVE_IDLE_MS, signal: late })) {
        arrived += chunk.length;
        upload.#arriving += chunk.length;
        upload.#options.onReceived(upload.#file.received() + upload.#arriving);
        yield chunk;
      }
    };
    try {
      await this.#file.write(part, counted(this));
    } catch (error) {
      if (error instanceof PartAltered)
        throw new CodedError("UPLOAD_PART_ALTERED", { offset: part.offset }, error);
      throw await this.#options.nameFailure(part.bytes, error);
    } finally {
      this.#arriving -= arrived;
    }
  }
}
