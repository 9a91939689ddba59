/** One archive at the reader: from its first bytes to *accepted* or *refused*, wherever its bytes come from. */
import { CodedError } from "../../shared/errors.ts";
import type { ArchiveSummary } from "../../shared/journal.ts";
import type { ReleaseManifest } from "../../shared/manifest.ts";
import type { TrustStore } from "../archive/trust-store.ts";
import { removeDurably } from "../io/atomic-file.ts";
import type { Clock } from "../io/clock.ts";
import { READER_STARTS } from "../limits.ts";
import { type ReadDigest, type SubprocessVerification, verifyInSubprocess } from "./verify-in-subprocess.ts";

export interface ArchiveVerifierOptions {
  readonly file: string;
  /** Bytes of the whole file, and those there already, from the start on. */
  readonly size: number;
  readonly available: number;
  readonly staging: string | null;
  readonly trust: TrustStore;
  readonly clock: Clock;
  /** Throws the refusal. */
  judge(manifest: ReleaseManifest, summary: ArchiveSummary): void | Promise<void>;
  /** Packed bytes verified so far. */
  onProgress?(packed: number): void;
}

export class ArchiveVerifier {
  readonly #options: ArchiveVerifierOptions;
  readonly #done = Promise.withResolvers<ReadDigest>();
  /** The parts that wait until the reader has seen all available bytes. */
  readonly #waiting = new Set<() => void>();
  #reading: SubprocessVerification | null = null;
  #available: number;
  #starvedAt = 0;
  #judged = false;
  #stopped = false;

  constructor(options: ArchiveVerifierOptions) {
    this.#options = options;
    this.#available = options.available;
    // A caller that stops the verifier does not listen for its result.
    this.#done.promise.catch(() => {});
    void this.#read(READER_STARTS);
  }

  /** @throws CodedError: the archive's refusal; READER_STOPPED when the reader's process died again and again */
  get done(): Promise<ReadDigest> {
    return this.#done.promise;
  }

  /** The metadata was verified and is meant for this platform. */
  get judged(): boolean {
    return this.#judged;
  }

  more(available: number): void {
    if (available <= this.#available) return;
    this.#available = available;
    this.#reading?.more(available);
  }

  /** Resolves when the metadata is judged, or when the reader needs bytes that are not there. Never once it was refused or stopped: `done` reports that. */
  async digested(): Promise<void> {
    while (!this.#judged && this.#starvedAt < this.#available)
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** Without a verdict. What was staged is gone when this resolves. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#reading?.stop();
    await this.#clear();
  }

  /** A reader that dies is replaced: the kernel may have ended it for want of memory. It begins at the first byte again. */
  async #read(starts: number): Promise<void> {
    const { file, size, staging, trust, clock, onProgress } = this.#options;
    try {
      const known = await trust.load();
      if (this.#stopped) return;
      this.#starvedAt = 0;
      this.#reading = verifyInSubprocess({
        file,
        size,
        available: this.#available,
        trust: known,
        now: clock(),
        staging,
        learn: (learned) => trust.learn(learned),
        judge: async (manifest, summary) => {
          await this.#options.judge(manifest, summary);
          this.#judged = true;
          this.#wake();
        },
        onStarving: (at) => {
          this.#starvedAt = at;
          this.#wake();
        },
        ...(onProgress === undefined ? {} : { onProgress }),
      });
      const digest = await this.#reading.done;
      await trust.observe({ at: clock() });
      this.#done.resolve(digest);
      this.#wake();
    } catch (error) {
      if (this.#stopped) return;
      const died = error instanceof CodedError && error.code === "READER_STOPPED";
      await this.#clear();
      if (died && starts > 1) return void this.#read(starts - 1);
      this.#stopped = true;
      this.#done.reject(error);
    }
  }

  async #clear(): Promise<void> {
    if (this.#options.staging !== null) await removeDurably(this.#options.staging);
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
