import { Router } from "express";
import { CodedError } from "../../shared/errors.ts";
import type { Components } from "../doors/components.ts";
import { UPLOAD_OVERHEAD_BYTES } from "../limits.ts";
import { requirePermission, requireSession } from "./guards.ts";
import { receiveUpload } from "./receive-upload.ts";
import { runOf } from "./run-of.ts";

/** The archive's bytes. Everything that can be judged without them is judged before multer sees the request. */
export function contentRoutes(components: Components): Router {
  const routes = Router();
  routes.post(
    "/runs/:id/content",
    requireSession(components),
    requirePermission(components, "run:start"),
    (request, _response, next) => {
      const { fileSize, phase } = runOf(components, request);
      if (phase !== "receiving") throw new CodedError("RUN_NOT_WAITING");
      // Without a length (chunked) nobody knows what comes; no browser sends a form so.
      const announced = Number(request.headers["content-length"] ?? Number.NaN);
      if (!(announced >= fileSize && announced <= fileSize + UPLOAD_OVERHEAD_BYTES))
        throw new CodedError("INPUT_INVALID", { field: "content-length" });
      next();
    },
    (request, response, next) => receiveUpload(components.intake, runOf(components, request).id)(request, response, next),
  );
  return routes;
}
