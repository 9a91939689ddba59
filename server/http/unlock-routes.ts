/** Support's unlock, brought by an administrator. */
import { Router } from "express";
import { unlockRunSchema } from "../../shared/api.ts";
import { readUnlock } from "../../shared/unlock.ts";
import type { Components } from "../doors/components.ts";
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
      const state = await access.audit.around({ ...origin, action: "run:unlock", facts: { run: id, ...claimedBy(unlock) } }, async () => {
        await access.confirm(visitor(request), password, addressOf(request));
        return await unlocking.unlock(origin.actor, id, unlock);
      });
      response.status(202).json(state);
    },
  );
  return routes;
}

/** For the audit, which also keeps what was refused; nothing of a text that is no unlock. */
function claimedBy(text: string): { action?: string; reference?: string } {
  try {
    const { action, reference } = readUnlock(text).signed;
    return { action, reference };
  } catch {
    return {};
  }
}
