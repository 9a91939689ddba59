/** Support's unlock, brought by an administrator. */
import { Router } from "express";
import { unlockRunSchema } from "../../shared/api/revert.ts";
import { claimsOf } from "../support/unlock.ts";
import type { Components } from "../web/components.ts";
import { addressOf, originOf, parseInput, requirePermission, requireSession, visitor } from "./guards.ts";
import { runOf } from "./run-of.ts";

export function unlockRoutes(components: Components): Router {
  const { unlocking, access } = components;
  const routes = Router();
  routes.post(
    "/runs/:id/unlock",
    requireSession(components),
    requirePermission(components, "archive:unlock"),
    async (request, response) => {
      const { id } = runOf(components, request);
      const { unlock, password } = parseInput(unlockRunSchema, request.body);
      const origin = originOf(request);
      const state = await access.audit.recordAround(
        { ...origin, action: "run:unlock", facts: { run: id, ...claimsOf(unlock) } },
        async () => {
          await access.confirm(visitor(request), password, addressOf(request));
          return await unlocking.unlock(origin.actor, id, unlock);
        },
      );
      response.status(202).json(state);
    },
  );
  return routes;
}
