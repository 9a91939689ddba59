/** Going back to the version before: what it would lose is counted and shown first, the password is asked, and it is a run like any other. */
import { Router } from "express";
import type { OpenRunAnswer } from "../../shared/api/import.ts";
import { startReturnSchema } from "../../shared/api/revert.ts";
import { CodedError } from "../../shared/errors.ts";
import type { Components } from "../web/components.ts";
import { addressOf, originOf, parseInput, requirePermission, requireSession, visitor } from "./guards.ts";

export function returnRoutes(components: Components): Router {
  const { returning, access } = components;
  const routes = Router();
  const follow = requirePermission(components, "run:follow");
  const goBack = requirePermission(components, "release:return");
  routes.use("/return", requireSession(components));

  routes.get("/return", follow, async (_request, response) => {
    response.json(await returning.offer());
  });

  routes.get("/return/losses", goBack, async (_request, response) => {
    response.json(await returning.losses());
  });

  routes.post("/return/losses", goBack, async (_request, response) => {
    response.status(202).json(await returning.count());
  });

  routes.post("/return", goBack, async (request, response) => {
    const { run, countedAt, agreed, password } = parseInput(startReturnSchema, request.body);
    const origin = originOf(request);
    const state = await access.audit.around(
      { ...origin, action: "run:return", facts: { returns: run } },
      async () => {
        if (!agreed) throw new CodedError("LOSSES_NOT_ACCEPTED");
        await access.confirm(visitor(request), password, addressOf(request));
        const losses = await returning.requireCounted(run, countedAt);
        return await returning.start(origin.actor, { run, losses });
      },
      ({ id }) => ({ run: id }),
    );
    response.status(201).json({ runId: state.id } satisfies OpenRunAnswer);
  });
  return routes;
}
