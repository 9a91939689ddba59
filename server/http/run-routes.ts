import { type Request, Router } from "express";
import { z } from "zod";
import { cancelRunSchema, LOG_PAGE_LINES, type LogPage, openRunSchema, type RunList, startRunSchema } from "../../shared/api.ts";
import { CodedError } from "../../shared/errors.ts";
import { type RunId, runIdSchema } from "../../shared/journal.ts";
import { isActive, type RunState } from "../../shared/run-state.ts";
import { actorOf } from "../access/access.ts";
import type { Components } from "../doors/components.ts";
import { followOf } from "../doors/follow.ts";
import { RUN_PAGE, UPLOAD_OVERHEAD_BYTES } from "../limits.ts";
import { receiveUpload } from "./archive-upload.ts";
import { addressOf, idOf, parseInput, requirePermission, requireSession, visitor } from "./guards.ts";
import { logAsText } from "./log-text.ts";

const pageSchema = z.object({ before: runIdSchema.optional(), limit: z.coerce.number().int().min(1).max(RUN_PAGE).default(RUN_PAGE) });
const rangeSchema = z.object({
  from: z.coerce.number().int().min(1).default(1),
  limit: z.coerce.number().int().min(1).max(LOG_PAGE_LINES).default(LOG_PAGE_LINES),
});

export function runRoutes(components: Components): Router {
  const { journal, log, intake, access } = components;
  const routes = Router();
  const follow = requirePermission(components, "run:follow");
  const start = requirePermission(components, "run:start");

  const stateOf = (request: Request): RunState => {
    const id = runIdSchema.safeParse(idOf(request));
    const state = id.success ? journal.state(id.data) : null;
    if (state === null) throw new CodedError("NOT_FOUND");
    return state;
  };
  const write = (request: Request, action: "run:open" | "run:start" | "run:cancel", runId: RunId): void =>
    access.audit.write({ actor: actorOf(visitor(request)), action, outcome: "done", facts: { run: runId }, address: addressOf(request) });

  routes.use("/runs", requireSession(components));

  routes.get("/runs", follow, (request, response) => {
    const { before, limit } = parseInput(pageSchema, request.query);
    const runs = journal.states({ limit: limit + 1, ...(before === undefined ? {} : { before }) });
    response.json({ runs: runs.slice(0, limit), more: runs.length > limit } satisfies RunList);
  });

  routes.post("/runs", start, async (request, response) => {
    const runId = await intake.open(actorOf(visitor(request)), parseInput(openRunSchema, request.body));
    write(request, "run:open", runId);
    response.status(201).json({ runId });
  });

  routes.get("/runs/:id", follow, (request, response) => {
    response.json(followOf(components, stateOf(request).id));
  });

  routes.get("/runs/:id/log", follow, (request, response) => {
    const { id } = stateOf(request);
    const { from, limit } = parseInput(rangeSchema, request.query);
    response.json({ lines: log.range(id, from, limit), logLength: log.length(id) } satisfies LogPage);
  });

  routes.get("/runs/:id/log.txt", follow, (request, response, next) => {
    const { id } = stateOf(request);
    response.attachment(`superviseur-${id}.log`).type("text/plain; charset=utf-8");
    logAsText(log, id).on("error", next).pipe(response);
  });

  routes.get("/runs/:id/archive", follow, async (request, response) => {
    response.json(await intake.detail(stateOf(request).id));
  });

  routes.get("/runs/:id/notice", follow, async (request, response) => {
    const file = await intake.noticeFile(stateOf(request).id);
    // Another's document: shown by the browser's own viewer, with no right to anything of ours.
    response.setHeader(
      "Content-Security-Policy",
      "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; plugin-types application/pdf; frame-ancestors 'none'",
    );
    response.sendFile(file, {
      dotfiles: "allow",
      headers: { "Content-Type": "application/pdf", "Content-Disposition": 'inline; filename="notice.pdf"', "Cache-Control": "no-store" },
    });
  });

  routes.post(
    "/runs/:id/content",
    start,
    (request, _response, next) => {
      const { fileSize, phase } = stateOf(request);
      if (phase !== "receiving") throw new CodedError("RUN_NOT_WAITING");
      const announced = Number(request.headers["content-length"] ?? Number.NaN);
      if (!(announced >= fileSize && announced <= fileSize + UPLOAD_OVERHEAD_BYTES))
        throw new CodedError("INPUT_INVALID", { field: "content-length" });
      next();
    },
    (request, response, next) => receiveUpload(intake, stateOf(request).id)(request, response, next),
  );

  routes.post("/runs/:id/measure", start, async (request, response) => {
    response.json(await intake.measure(stateOf(request).id));
  });

  routes.post("/runs/:id/start", start, async (request, response) => {
    const { id } = stateOf(request);
    const { noticeRead, agreed, warningsAccepted, password } = parseInput(startRunSchema, request.body);
    if (!noticeRead || !agreed) throw new CodedError("INFORMATION_NOT_ACCEPTED");
    await access.confirm(visitor(request), password, addressOf(request));
    const state = await intake.start(actorOf(visitor(request)), id, { warningsAccepted });
    write(request, "run:start", id);
    response.status(202).json(state);
  });

  routes.post("/runs/:id/cancel", requirePermission(components, "run:cancel"), async (request, response) => {
    const state = stateOf(request);
    const { password } = parseInput(cancelRunSchema, request.body ?? {});
    if (password !== undefined && password !== "") await access.confirm(visitor(request), password, addressOf(request));
    else if (isActive(state) && !access.sessions.isConfirmed(visitor(request).session)) throw new CodedError("STEP_UP_REQUIRED");
    const cancelled = await intake.cancel(actorOf(visitor(request)), state.id);
    write(request, "run:cancel", state.id);
    response.status(202).json(cancelled);
  });
  return routes;
}
