import type { Request } from "express";
import type { StorageEngine } from "multer";
import type { RunId } from "../../shared/journal.ts";
import type { RunState } from "../../shared/run-state.ts";
import type { Uploads } from "./uploads.ts";

export type Settled = { readonly state: RunState } | { readonly error: unknown };

export interface ArchiveStorageOptions {
  readonly uploads: Uploads;
  readonly runId: RunId;
  /** Fires when the sender is gone. */
  readonly signal: AbortSignal;
  started(): void;
  settle(settled: Settled): void;
}

/** Multer's storage that stores nothing: the part's stream goes to the archive's reader, so verification runs while bytes arrive. */
export class ArchiveStorage implements StorageEngine {
  readonly #options: ArchiveStorageOptions;

  constructor(options: ArchiveStorageOptions) {
    this.#options = options;
  }

  _handleFile(_request: Request, file: Express.Multer.File, callback: (error?: Error) => void): void {
    const { uploads, runId, signal, started, settle } = this.#options;
    started();
    uploads.receive(runId, file.stream, signal).then(
      (state) => {
        settle({ state });
        callback();
      },
      (error) => {
        // Told here and not by multer, which reads the whole body before it passes an error on.
        settle({ error });
        // An error of multer's own: it writes on the one it is given.
        callback(new Error("refused"));
      },
    );
  }

  /** Nothing to remove: the intake leaves nothing behind. */
  _removeFile(_request: Request, _file: Express.Multer.File, callback: (error: Error | null) => void): void {
    callback(null);
  }
}
