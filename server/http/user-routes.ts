import { Router } from "express";
import { createUserSchema, updateUserSchema } from "../../shared/api/accounts.ts";
import type { Components } from "../web/components.ts";
import { idOf, originOf, parseInput, requirePermission, requireSession } from "./guards.ts";

export function userRoutes(components: Components): Router {
  const { access } = components;
  const routes = Router();
  routes.use("/users", requireSession(components), requirePermission(components, "user:manage"));

  routes.get("/users", (_request, response) => {
    response.json({ users: access.users() });
  });
  routes.post("/users", async (request, response) => {
    response
      .status(201)
      .json(await access.createUser(parseInput(createUserSchema, request.body), originOf(request)));
  });
  routes.patch("/users/:id", (request, response) => {
    response.json(
      access.updateUser(idOf(request), parseInput(updateUserSchema, request.body), originOf(request)),
    );
  });
  routes.post("/users/:id/password", async (request, response) => {
    response.json(await access.resetPassword(idOf(request), originOf(request)));
  });
  return routes;
}
