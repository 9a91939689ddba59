import type { RequestHandler } from "express";
import multer, { MulterError } from "multer";
import { UPLOAD_FIELD } from "../../shared/api.ts";
import { CodedError } from "../../shared/errors.ts";
import type { RunId } from "../../shared/journal.ts";
import { ARCHIVE_MAX_BYTES, UPLOAD_START_TIMEOUT_MS } from "../limits.ts";
import { ArchiveStorage, type Settled } from "./archive-storage.ts";
import { letGoOfBody } from "./unread-body.ts";
import type { Uploads } from "./uploads.ts";

/** One file and nothing else; no name is ever used. */
const LIMITS: multer.Options["limits"] = {
  fileSize: ARCHIVE_MAX_BYTES,
  files: 1,
  fields: 0,
  parts: 1,
  fieldNameSize: 100,
  fieldSize: 0,
  headerPairs: 20,
};

/**
 * Reads the upload of a run and answers it. The caller has judged session, permission, origin and announced size: multer
 * reads whatever comes. The first to know the outcome answers, and nobody after it.
 */
export function receiveUpload(uploads: Uploads, runId: RunId): RequestHandler {
  return (request, response, next) => {
    const gone = new AbortController();
    let settled = false;
    const settle = (outcome: Settled): void => {
      if (settled) return;
      settled = true;
      clearTimeout(start);
      if ("error" in outcome) next(outcome.error);
      else {
        response.json(outcome.state);
        letGoOfBody(request);
      }
    };
    // Bytes that trickle in without ever becoming the part we wait for keep no connection.
    const start = setTimeout(() => settle({ error: new CodedError("UPLOAD_INTERRUPTED") }), UPLOAD_START_TIMEOUT_MS);
    request.once("close", () => {
      if (!request.complete) gone.abort();
    });
    let begun = false;
    const started = (): void => {
      begun = true;
      clearTimeout(start);
    };
    const storage = new ArchiveStorage({ uploads, runId, signal: gone.signal, started, settle });
    multer({ storage, limits: LIMITS }).single(UPLOAD_FIELD)(request, response, (error: unknown) => {
      // The reader has the part: its verdict is the answer, whatever becomes of the stream it lets go.
      if (begun) return;
      // What never reached the storage: no part, another part, a body cut before its part.
      if (error instanceof MulterError) settle({ error: new CodedError("INPUT_INVALID", { field: error.field ?? UPLOAD_FIELD }, error) });
      else if (error) settle({ error: new CodedError("UPLOAD_INTERRUPTED", {}, error) });
      else settle({ error: new CodedError("INPUT_INVALID", { field: UPLOAD_FIELD }) });
    });
  };
}
