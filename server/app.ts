/** Everything under `/superviseur` that speaks HTTP. */
import { randomBytes } from "node:crypto";
import express, { type Express, type RequestHandler } from "express";
import { API_PATH, BASE_PATH } from "../shared/api/base.ts";
import { CodedError } from "../shared/errors.ts";
import { answerError } from "./http/answer-error.ts";
import { auditRoutes } from "./http/audit-routes.ts";
import { clientFiles } from "./http/client-files.ts";
import { contentPolicy } from "./http/content-policy.ts";
import { dropFolderRoutes } from "./http/drop-folder-routes.ts";
import { groupRoutes } from "./http/group-routes.ts";
import { requireSameOrigin } from "./http/guards.ts";
import { overviewRoutes } from "./http/overview-routes.ts";
import { requestsPerMinute } from "./http/request-rate.ts";
import { revertRoutes } from "./http/revert-routes.ts";
import { runRoutes } from "./http/run-routes.ts";
import { sessionRoutes } from "./http/session-routes.ts";
import { unlockRoutes } from "./http/unlock-routes.ts";
import { uploadRoutes } from "./http/upload-routes.ts";
import { userRoutes } from "./http/user-routes.ts";
import { API_REQUESTS_PER_MINUTE, JSON_BODY_MAX_BYTES } from "./limits.ts";
import type { Components } from "./web/components.ts";

export type { Components } from "./web/components.ts";

const withNonce: RequestHandler = (_request, response, next) => {
  response.locals.nonce = randomBytes(16).toString("base64");
  next();
};

const neverStored: RequestHandler = (_request, response, next) => {
  response.setHeader("Cache-Control", "no-store");
  next();
};

const nothingHere: RequestHandler = () => {
  throw new CodedError("NOT_FOUND");
};

export function createApp(components: Components): Express {
  const { config, logger, clientDirectory } = components;
  const api = express.Router();
  api.use(neverStored, requestsPerMinute(API_REQUESTS_PER_MINUTE, "RATE_LIMITED"), requireSameOrigin);
  api.use(express.json({ limit: JSON_BODY_MAX_BYTES }));
  api.use(
    sessionRoutes(components),
    overviewRoutes(components),
    uploadRoutes(components),
    dropFolderRoutes(components),
    runRoutes(components),
  );
  api.use(
    unlockRoutes(components),
    revertRoutes(components),
    userRoutes(components),
    groupRoutes(components),
    auditRoutes(components),
    nothingHere,
  );

  const app = express();
  app.disable("x-powered-by");
  app.set("query parser", "simple");
  app.use(withNonce, contentPolicy(config.secureCookies));
  app.use(API_PATH, api);
  if (clientDirectory !== null) app.use(BASE_PATH, clientFiles(clientDirectory));
  app.use(nothingHere, answerError(logger));
  return app;
}
