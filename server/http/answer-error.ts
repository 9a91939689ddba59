/** The one place where a failure becomes an answer. */
import type { ErrorRequestHandler } from "express";
import type { Logger } from "pino";
import type { ErrorBody } from "../../shared/api/base.ts";
import { CodedError, ERRORS, reportOf } from "../../shared/errors.ts";
import { discardRequestBody } from "./unread-body.ts";

const NOT_FOUND = 404;

/** What express and its parsers throw when the request is wrong: a file that is not there, a body that is no JSON or too large. */
function codedOf(thrown: unknown): unknown {
  const status = thrown instanceof Error && "status" in thrown ? Number(thrown.status) : Number.NaN;
  if (thrown instanceof CodedError || !(status >= 400 && status < 500)) return thrown;
  return status === NOT_FOUND
    ? new CodedError("NOT_FOUND", {}, thrown)
    : new CodedError("INPUT_INVALID", { field: "body" }, thrown);
}

/** Expected failures as they are; a bug becomes one fixed sentence, its detail goes to the log. */
export const answerError =
  (logger: Logger): ErrorRequestHandler =>
  (error, request, response, next) => {
    const thrown = codedOf(error);
    const report = reportOf(thrown);
    if (!(thrown instanceof CodedError))
      logger.error({ err: error, method: request.method, path: request.path }, "unexpected error");
    if (response.headersSent) return next(error);
    if (typeof report.facts.seconds === "number" && ERRORS[report.code].status === 429)
      response.setHeader("Retry-After", String(report.facts.seconds));
    response.status(ERRORS[report.code].status).json({ error: report } satisfies ErrorBody);
    discardRequestBody(request);
  };
