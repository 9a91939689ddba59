/** Multer with a storage engine of ours: the part's stream goes straight to the archive's reader, so verification runs while bytes arrive. */
import type { Request, RequestHandler } from "express";
import multer, { type StorageEngine } from "multer";
import { UPLOAD_FIELD } from "../../shared/api.ts";
import { CodedError } from "../../shared/errors.ts";
import type { RunId } from "../../shared/journal.ts";
import type { RunState } from "../../shared/run-state.ts";
import type { Intake } from "../intake/intake.ts";
import { ARCHIVE_MAX_BYTES, UPLOAD_REFUSAL_DRAIN_MS } from "../limits.ts";

type Settled = { state: RunState } | { error: unknown };

class ArchiveStorage implements StorageEngine {
  readonly #intake: Intake;
  readonly #runId: RunId;
  readonly #signal: AbortSignal;
  readonly #settle: (settled: Settled) => void;
  /** The reader has the part: from here its verdict is the answer, whatever becomes of the stream it lets go. */
  begun = false;

  constructor(intake: Intake, runId: RunId, signal: AbortSignal, settle: (settled: Settled) => void) {
    this.#intake = intake;
    this.#runId = runId;
    this.#signal = signal;
    this.#settle = settle;
  }

  _handleFile(_request: Request, file: Express.Multer.File, callback: (error?: unknown) => void): void {
    this.begun = true;
    this.#intake.receive(this.#runId, file.stream, this.#signal).then(
      (state) => {
        this.#settle({ state });
        callback();
      },
      (error) => {
        // Answered at once: multer itself would first read the whole body.
        this.#settle({ error });
        file.stream.resume();
        callback(error);
      },
    );
  }

  _removeFile(_request: Request, _file: Express.Multer.File, callback: (error: Error | null) => void): void {
    callback(null);
  }
}

/**
 * Reads the upload of a run. Session, permission, origin and announced size are judged before this is called.
 * After an early refusal the rest is read and thrown away for a moment, so that the browser sees the answer, then the
 * connection is closed.
 */
export function receiveUpload(intake: Intake, runId: RunId): RequestHandler {
  return (request, response, next) => {
    const abort = new AbortController();
    let settled = false;
    const settle = (outcome: Settled): void => {
      if (settled) return;
      settled = true;
      if ("state" in outcome) {
        response.json(outcome.state);
        return;
      }
      if (!request.complete) {
        response.setHeader("Connection", "close");
        const timer = setTimeout(() => request.socket.destroy(), UPLOAD_REFUSAL_DRAIN_MS);
        timer.unref();
        request.resume();
      }
      next(outcome.error);
    };
    request.once("aborted", () => abort.abort());
    request.once("close", () => {
      if (!request.complete) abort.abort();
    });
    const storage = new ArchiveStorage(intake, runId, abort.signal, settle);
    const upload = multer({
      storage,
      limits: { fileSize: ARCHIVE_MAX_BYTES, files: 1, fields: 0, parts: 1, fieldNameSize: 100, fieldSize: 0, headerPairs: 20 },
    }).single(UPLOAD_FIELD);
    upload(request, response, (error: unknown) => {
      if (storage.begun) return;
      // A body without the part, or with another one, never reached the storage engine.
      if (error instanceof multer.MulterError)
        settle({ error: new CodedError("INPUT_INVALID", { field: error.field ?? UPLOAD_FIELD }, error) });
      else if (error) settle({ error: error instanceof CodedError ? error : new CodedError("UPLOAD_INTERRUPTED", {}, error) });
      else if (!request.file) settle({ error: new CodedError("INPUT_INVALID", { field: UPLOAD_FIELD }) });
    });
  };
}
