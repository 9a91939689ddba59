import type { RequestHandler } from "express";
import { rateLimit } from "express-rate-limit";
import { CodedError, type ErrorCode } from "../../shared/errors.ts";

const WINDOW_SECONDS = 60;

/** At most so many requests a minute from one address. @throws CodedError `code`, fact `seconds`: when the minute is over. */
export const requestsPerMinute = (limit: number, code: ErrorCode): RequestHandler =>
  rateLimit({
    windowMs: WINDOW_SECONDS * 1000,
    limit,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    // A proxy in front that names its client is not an error of ours; its word is not taken either.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    handler: () => {
      throw new CodedError(code, { seconds: WINDOW_SECONDS });
    },
  });
