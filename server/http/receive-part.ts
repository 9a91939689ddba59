import type { Request, RequestHandler } from "express";
import multer, { MulterError, type StorageEngine } from "multer";
import { type PartAnswer, UPLOAD_FIELD, type UploadedPart } from "../../shared/api/import.ts";
import { CodedError } from "../../shared/errors.ts";
import type { RunId } from "../../shared/journal.ts";
import type { Intake } from "../intake/intake.ts";
import { UPLOAD_START_TIMEOUT_MS } from "../limits.ts";
import { discardRequestBody } from "./unread-body.ts";

type Outcome = { readonly answer: PartAnswer } | { readonly error: unknown };

/**
 * Reads one part and answers it. The caller has judged session, permission, origin and announced size: multer reads whatever
 * comes. The first to know the outcome answers; later ones do not.
 */
export function receivePart(intake: Intake, runId: RunId, part: UploadedPart): RequestHandler {
  return (request, response, next) => {
    const gone = new AbortController();
    let settled = false;
    const settle = (outcome: Outcome): void => {
      if (settled) return;
      settled = true;
      clearTimeout(start);
      if ("error" in outcome) next(outcome.error);
      else {
        response.json(outcome.answer);
        discardRequestBody(request);
      }
    };
    // Bytes that trickle in without ever becoming the part we wait for keep no connection.
    const start = setTimeout(
      () => settle({ error: new CodedError("UPLOAD_INTERRUPTED") }),
      UPLOAD_START_TIMEOUT_MS,
    );
    request.once("close", () => {
      if (!request.complete) gone.abort();
    });
    let begun = false;
    const storage: StorageEngine = {
      // Multer stores nothing: the part's stream goes to the intake.
      _handleFile(_request: Request, file, callback) {
        begun = true;
        clearTimeout(start);
        intake.receivePart(runId, part, file.stream, gone.signal).then(
          (answer) => {
            settle({ answer });
            callback();
          },
          (error: unknown) => {
            // Reported here and not by multer, which reads the whole body before it passes an error on.
            settle({ error });
            // An error of multer's own: it writes on the one it is given.
            callback(new Error("refused"));
          },
        );
      },
      /** Nothing to remove: an unfinished part is not kept. */
      _removeFile: (_request, _file, callback) => callback(null),
    };
    multer({ storage, limits: limitsOf(part) }).single(UPLOAD_FIELD)(request, response, (error: unknown) => {
      // The intake has the part: its verdict is the answer, whatever becomes of the stream it lets go.
      if (begun) return;
      // What never reached the storage: no part, another part, a body cut before its part.
      if (error instanceof MulterError)
        settle({ error: new CodedError("INPUT_INVALID", { field: error.field ?? UPLOAD_FIELD }, error) });
      else if (error) settle({ error: new CodedError("UPLOAD_INTERRUPTED", {}, error) });
      else settle({ error: new CodedError("INPUT_INVALID", { field: UPLOAD_FIELD }) });
    });
  };
}

/** One file and nothing else; no name is ever used. A byte more than announced is let through, to be seen. */
const limitsOf = (part: UploadedPart): multer.Options["limits"] => ({
  fileSize: part.bytes + 1,
  files: 1,
  fields: 0,
  parts: 1,
  fieldNameSize: 100,
  fieldSize: 0,
  headerPairs: 20,
});
