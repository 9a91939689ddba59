import { Router } from "express";
import { groupSchema } from "../../shared/api/accounts.ts";
import type { Components } from "../web/components.ts";
import { idOf, originOf, parseInput, requirePermission, requireSession } from "./guards.ts";

export function groupRoutes(components: Components): Router {
  const { access } = components;
  const routes = Router();
  routes.use("/groups", requireSession(components), requirePermission(components, "user:manage"));

  routes.get("/groups", (_request, response) => {
    response.json({ groups: access.accounts.groups() });
  });
  routes.post("/groups", (request, response) => {
    response
      .status(201)
      .json(access.saveGroup(null, parseInput(groupSchema, request.body), originOf(request)));
  });
  routes.patch("/groups/:id", (request, response) => {
    response.json(access.saveGroup(idOf(request), parseInput(groupSchema, request.body), originOf(request)));
  });
  routes.delete("/groups/:id", (request, response) => {
    access.deleteGroup(idOf(request), originOf(request));
    response.status(204).end();
  });
  return routes;
}
