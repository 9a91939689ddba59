/** Going back to the version before: what it would lose is counted and shown first, the password is asked, and it is a run like any other. */
import { Router } from "express";
import type { OpenRunAnswer } from "../../shared/api/import.ts";
import { startRevertSchema } from "../../shared/api/revert.ts";
import { CodedError } from "../../shared/errors.ts";
import type { Components } from "../web/components.ts";
import { addressOf, originOf, parseInput, requirePermission, requireSession, visitor } from "./guards.ts";

export function revertRoutes(components: Components): Router {
  const { revert, access } = components;
  const routes = Router();
  const follow = requirePermission(components, "run:follow");
  const goBack = requirePermission(components, "release:revert");
  routes.use("/revert", requireSession(components));

  routes.get("/revert", follow, async (_request, response) => {
    response.json(await revert.offer());
  });

  routes.get("/revert/losses", goBack, async (_request, response) => {
    response.json(await revert.losses());
  });

  routes.post("/revert/losses", goBack, async (_request, response) => {
    response.status(202).json(await revert.count());
  });

  routes.post("/revert", goBack, async (request, response) => {
    const { run, countedAt, agreed, password } = parseInput(startRevertSchema, request.body);
    const origin = originOf(request);
    const state = await access.audit.recordAround(
      { ...origin, action: "run:revert", facts: { reverts: run } },
      async () => {
        if (!agreed) throw new CodedError("LOSSES_NOT_ACCEPTED");
        await access.confirm(visitor(request), password, addressOf(request));
        const losses = await revert.requireCounted(run, countedAt);
        return await revert.start(origin.actor, { run, losses });
      },
      ({ id }) => ({ run: id }),
    );
    response.status(201).json({ runId: state.id } satisfies OpenRunAnswer);
  });
  return routes;
}
