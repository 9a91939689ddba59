/** The archive's bytes, part by part. Everything that can be judged without them is judged before multer sees the request. */
import { type RequestHandler, Router } from "express";
import { uploadPartSchema } from "../../shared/api/import.ts";
import { CodedError } from "../../shared/errors.ts";
import { UPLOAD_OVERHEAD_BYTES } from "../limits.ts";
import type { Components } from "../web/components.ts";
import { parseInput, requirePermission, requireSession } from "./guards.ts";
import { receivePart } from "./receive-part.ts";
import { runOf } from "./run-of.ts";
import { discardRequestBody } from "./unread-body.ts";

export function uploadRoutes(components: Components): Router {
  const { intake } = components;
  const routes = Router();
  routes.use("/runs/:id/upload", requireSession(components), requirePermission(components, "run:follow"));
  routes.get("/runs/:id/upload", async (request, response) => {
    response.json(await intake.upload(runOf(components, request).id));
  });

  const receive: RequestHandler = async (request, response, next) => {
    const { id } = runOf(components, request);
    const part = parseInput(uploadPartSchema, request.query);
    // Without a length (chunked) the size is unknown; no browser sends a form so.
    const announced = Number(request.headers["content-length"] ?? Number.NaN);
    if (!(announced >= part.bytes && announced <= part.bytes + UPLOAD_OVERHEAD_BYTES))
      throw new CodedError("INPUT_INVALID", { field: "content-length" });
    // A browser repeats a request whose connection broke: a part that is already there is not read again.
    const standing = await intake.storedPart(id, part);
    if (standing === null) receivePart(intake, id, part)(request, response, next);
    else {
      response.json(standing);
      discardRequestBody(request);
    }
  };
  routes.post(
    "/runs/:id/parts",
    requireSession(components),
    requirePermission(components, "run:start"),
    receive,
  );
  return routes;
}
