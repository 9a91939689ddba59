import { Router } from "express";
import { z } from "zod";
import { AUDIT_PAGE } from "../limits.ts";
import type { Components } from "../web/components.ts";
import { parseInput, requirePermission, requireSession } from "./guards.ts";

const pageSchema = z.object({ before: z.coerce.number().int().positive().optional() });

export function auditRoutes(components: Components): Router {
  const routes = Router();
  routes.get(
    "/audit",
    requireSession(components),
    requirePermission(components, "audit:read"),
    (request, response) => {
      const { before } = parseInput(pageSchema, request.query);
      response.json(components.access.audit.page(before ?? null, AUDIT_PAGE));
    },
  );
  return routes;
}
