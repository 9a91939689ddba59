import { pipeline } from "node:stream";
import { Router } from "express";
import { z } from "zod";
import { LOG_PAGE_LINES, type LogPage, type RunList } from "../../shared/api/follow.ts";
import { cancelRunSchema, openRunSchema, startRunSchema } from "../../shared/api/import.ts";
import { CodedError } from "../../shared/errors.ts";
import { runIdSchema } from "../../shared/journal.ts";
import { isActive } from "../../shared/run-state.ts";
import { RUN_PAGE } from "../limits.ts";
import type { Components } from "../web/components.ts";
import { followOf } from "../web/follow.ts";
import { addressOf, originOf, parseInput, requirePermission, requireSession, visitor } from "./guards.ts";
import { logAsText } from "./log-text.ts";
import { runOf } from "./run-of.ts";

const pageSchema = z.object({
  before: runIdSchema.optional(),
  limit: z.coerce.number().int().min(1).max(RUN_PAGE).default(RUN_PAGE),
});
const rangeSchema = z.object({
  from: z.coerce.number().int().min(1).default(1),
  limit: z.coerce.number().int().min(1).max(LOG_PAGE_LINES).default(LOG_PAGE_LINES),
});

/** Another's document: it loads nothing, runs nothing and has an origin of its own. Its reader may keep it. */
const NOTICE_POLICY = "sandbox allow-downloads; default-src 'none'; frame-ancestors 'none'";

/** Over 80 lines because it is a flat list of routes: each is short, and read together they show the permissions. */
export function runRoutes(components: Components): Router {
  const { journal, log, intake, access } = components;
  const routes = Router();
  const follow = requirePermission(components, "run:follow");
  const start = requirePermission(components, "run:start");
  const cancel = requirePermission(components, "run:cancel");
  routes.use("/runs", requireSession(components));

  routes.get("/runs", follow, (request, response) => {
    const { before, limit } = parseInput(pageSchema, request.query);
    const runs = journal.states({ limit: limit + 1, ...(before === undefined ? {} : { before }) });
    response.json({ runs: runs.slice(0, limit), more: runs.length > limit } satisfies RunList);
  });

  routes.post("/runs", start, async (request, response) => {
    const input = parseInput(openRunSchema, request.body);
    const origin = originOf(request);
    const gesture = { ...origin, action: "run:open", facts: { file: input.fileName } } as const;
    const runId = await access.audit.recordAround(
      gesture,
      () => intake.open(origin.actor, input),
      (run) => ({ run }),
    );
    response.status(201).json({ runId });
  });

  routes.get("/runs/:id", follow, (request, response) => {
    response.json(followOf(components, runOf(components, request).id));
  });

  routes.get("/runs/:id/log", follow, (request, response) => {
    const { id } = runOf(components, request);
    const { from, limit } = parseInput(rangeSchema, request.query);
    response.json({ lines: log.range(id, from, limit), logLength: log.length(id) } satisfies LogPage);
  });

  routes.get("/runs/:id/log.txt", follow, (request, response, next) => {
    const { id } = runOf(components, request);
    response.attachment(`superviseur-${id}.log`).type("text/plain; charset=utf-8");
    pipeline(logAsText(log, id), response, (error) => {
      // A reader that goes away half-way is no failure of ours.
      if (error && !request.destroyed && !response.destroyed) next(error);
    });
  });

  routes.get("/runs/:id/archive", follow, async (request, response) => {
    response.json(await intake.detail(runOf(components, request).id));
  });

  routes.get("/runs/:id/notice", follow, async (request, response) => {
    const file = await intake.noticeFile(runOf(components, request).id);
    response.setHeader("Content-Security-Policy", NOTICE_POLICY);
    response.sendFile(file, {
      dotfiles: "allow",
      cacheControl: false,
      headers: { "Content-Type": "application/pdf", "Content-Disposition": 'inline; filename="notice.pdf"' },
    });
  });

  routes.post("/runs/:id/measure", start, async (request, response) => {
    response.json(await intake.measure(runOf(components, request).id));
  });

  routes.post("/runs/:id/start", start, async (request, response) => {
    const { id } = runOf(components, request);
    const { noticeRead, agreed, warningsAccepted, password } = parseInput(startRunSchema, request.body);
    const origin = originOf(request);
    const state = await access.audit.recordAround(
      { ...origin, action: "run:start", facts: { run: id } },
      async () => {
        if (!noticeRead || !agreed) throw new CodedError("INFORMATION_NOT_ACCEPTED");
        await access.confirm(visitor(request), password, addressOf(request));
        return await intake.start(origin.actor, id, { warningsAccepted });
      },
    );
    response.status(202).json(state);
  });

  /** The password is asked again only where a run at work would be undone; dropping an upload changes nothing. */
  routes.post("/runs/:id/cancel", cancel, async (request, response) => {
    const state = runOf(components, request);
    const { password = "" } = parseInput(cancelRunSchema, request.body ?? {});
    const origin = originOf(request);
    const cancelled = await access.audit.recordAround(
      { ...origin, action: "run:cancel", facts: { run: state.id } },
      async () => {
        if (password !== "") await access.confirm(visitor(request), password, addressOf(request));
        else if (isActive(state) && !access.sessions.isConfirmed(visitor(request).session))
          throw new CodedError("STEP_UP_REQUIRED");
        return await intake.cancel(origin.actor, state.id);
      },
    );
    response.status(202).json(cancelled);
  });
  return routes;
}
