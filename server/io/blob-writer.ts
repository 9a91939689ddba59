/**
 * Writes files under names that we own into a folder that we own. Synchronous on purpose: for thousands of small files it is
 * several times faster than the asynchronous calls, and the reader awaits bytes between chunks anyway.
 */
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { removeDurably, syncDirectory } from "./atomic-file.ts";
import { runCommand } from "./process.ts";

const SYNC_TIMEOUT_MS = 30 * 60 * 1000;

export class BlobWriter {
  readonly #directory: string;
  #descriptor: number | null = null;
  #count = 0;

  constructor(directory: string) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#directory = directory;
  }

  /** Opens the next blob; answers its absolute path. The name says nothing of what the archive calls it. */
  begin(): string {
    this.end();
    this.#count += 1;
    const path = join(this.#directory, String(this.#count).padStart(6, "0"));
    this.#descriptor = openSync(path, "wx", 0o600);
    return path;
  }

  write(bytes: Uint8Array): void {
    if (this.#descriptor === null) throw new Error("no blob is open");
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#descriptor, bytes, done);
  }

  end(): void {
    if (this.#descriptor === null) return;
    closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  /** Everything written so far is on disk when this resolves: one sync of the file system instead of one a file (measured: 55 ms against 295 ms for 1,000 files). */
  async sync(): Promise<void> {
    this.end();
    const complaints: string[] = [];
    const { exitCode } = await runCommand(["sync", "-f", this.#directory], {
      cwd: this.#directory,
      environment: {},
      timeoutMs: SYNC_TIMEOUT_MS,
      onLine: (_, text) => complaints.push(text),
    });
    if (exitCode !== 0) throw new Error(`sync failed: ${complaints.join(" ")}`);
    await syncDirectory(this.#directory);
  }

  async discard(): Promise<void> {
    this.end();
    await removeDurably(this.#directory);
  }
}
