/** Everything under `/superviseur` that speaks HTTP. */
import { randomBytes } from "node:crypto";
import express, { type ErrorRequestHandler, type Express } from "express";
import { rateLimit } from "express-rate-limit";
import helmet from "helmet";
import type { ErrorBody } from "../shared/api.ts";
import { API_PATH, BASE_PATH } from "../shared/api.ts";
import { CodedError, ERRORS, reportOf } from "../shared/errors.ts";
import type { Components } from "./doors/components.ts";
import { accountRoutes } from "./http/account-routes.ts";
import { clientFiles, nonceOf } from "./http/client-files.ts";
import { requireSameOrigin } from "./http/guards.ts";
import { overviewRoutes } from "./http/overview-routes.ts";
import { runRoutes } from "./http/run-routes.ts";
import { sessionRoutes } from "./http/session-routes.ts";
import { API_REQUESTS_PER_MINUTE, JSON_BODY_MAX_BYTES } from "./limits.ts";

export type { Components } from "./doors/components.ts";

const contentPolicy = (secure: boolean) =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", (_request, response) => `'nonce-${nonceOf(response as express.Response)}'`],
        imgSrc: ["'self'", "data:"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: secure,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: "same-origin" },
  });

export function createApp(components: Components): Express {
  const { config, logger, clientDirectory } = components;
  const app = express();
  app.disable("x-powered-by");
  app.set("query parser", "simple");
  app.use((_request, response, next) => {
    response.locals.nonce = randomBytes(16).toString("base64");
    next();
  });
  app.use(contentPolicy(config.secureCookies));

  const api = express.Router();
  api.use((_request, response, next) => {
    response.setHeader("Cache-Control", "no-store");
    next();
  });
  api.use(
    rateLimit({
      windowMs: 60_000,
      limit: API_REQUESTS_PER_MINUTE,
      standardHeaders: "draft-8",
      legacyHeaders: false,
      handler: () => {
        throw new CodedError("RATE_LIMITED");
      },
    }),
  );
  api.use(requireSameOrigin);
  api.use(express.json({ limit: JSON_BODY_MAX_BYTES }));
  api.use(sessionRoutes(components), overviewRoutes(components), runRoutes(components), accountRoutes(components));
  api.use(() => {
    throw new CodedError("NOT_FOUND");
  });
  app.use(API_PATH, api);
  if (clientDirectory !== null) app.use(BASE_PATH, clientFiles(clientDirectory));
  app.use(() => {
    throw new CodedError("NOT_FOUND");
  });

  /** Expected failures as they are; a bug becomes one fixed sentence, its detail goes to the log. */
  const answerError: ErrorRequestHandler = (error, request, response, next) => {
    const thrown = isBodyError(error) ? new CodedError("INPUT_INVALID", { field: "body" }, error) : error;
    const report = reportOf(thrown);
    if (!(thrown instanceof CodedError)) logger.error({ err: error, method: request.method, path: request.path }, "unexpected error");
    if (response.headersSent) return next(error);
    if (report.code === "LOGIN_THROTTLED") response.setHeader("Retry-After", String(report.facts.seconds ?? 60));
    response.status(ERRORS[report.code].status).json({ error: report } satisfies ErrorBody);
  };
  app.use(answerError);
  return app;
}

/** What express.json throws: a body that is no JSON or too large is the client's mistake. */
const isBodyError = (error: unknown): boolean => error instanceof Error && "type" in error && String(error.type).startsWith("entity.");
