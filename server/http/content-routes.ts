import { Router } from "express";
import { CodedError } from "../../shared/errors.ts";
import type { Components } from "../doors/components.ts";
import { UPLOAD_OVERHEAD_BYTES } from "../limits.ts";
import { requirePermission, requireSession } from "./guards.ts";
import { receiveUpload } from "./receive-upload.ts";
import { runOf } from "./run-of.ts";
import { Uploads } from "./uploads.ts";

/** The archive's bytes. Everything that can be judged without them is judged before multer sees the request. */
export function contentRoutes(components: Components): Router {
  const routes = Router();
  const uploads = new Uploads(components.intake);
  routes.post(
    "/runs/:id/content",
    requireSession(components),
    requirePermission(components, "run:start"),
    async (request, _response, next) => {
      await uploads.afterCut(runOf(components, request).id);
      const state = runOf(components, request);
      // Chromium repeats a request whose connection broke, and shows its page only the last answer: why the run ended.
      if (state.phase === "ended" && state.error) throw new CodedError(state.error.code, state.error.facts);
      if (state.phase !== "receiving") throw new CodedError("RUN_NOT_WAITING");
      // Without a length (chunked) nobody knows what comes; no browser sends a form so.
      const announced = Number(request.headers["content-length"] ?? Number.NaN);
      if (!(announced >= state.fileSize && announced <= state.fileSize + UPLOAD_OVERHEAD_BYTES))
        throw new CodedError("INPUT_INVALID", { field: "content-length" });
      next();
    },
    (request, response, next) => receiveUpload(uploads, runOf(components, request).id)(request, response, next),
  );
  return routes;
}
