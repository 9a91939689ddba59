import { type Request, Router } from "express";
import { z } from "zod";
import { type AuditAction, createUserSchema, groupSchema, updateUserSchema } from "../../shared/api.ts";
import { CodedError, reportOf } from "../../shared/errors.ts";
import { actorOf } from "../access/access.ts";
import type { Components } from "../doors/components.ts";
import { AUDIT_PAGE } from "../limits.ts";
import { addressOf, idOf, parseInput, requirePermission, requireSession, visitor } from "./guards.ts";

const auditPageSchema = z.object({ before: z.coerce.number().int().positive().optional() });

/** Users, groups and the audit. */
export function accountRoutes(components: Components): Router {
  const { access } = components;
  const routes = Router();
  const session = requireSession(components);
  const manage = requirePermission(components, "user:manage");
  for (const path of ["/users", "/groups"]) routes.use(path, session, manage);

  /** Does the change and writes it down, also when a rule refuses it. */
  const recorded = async <T>(
    request: Request,
    action: AuditAction,
    facts: Record<string, string>,
    change: () => T | Promise<T>,
  ): Promise<T> => {
    const line = { actor: actorOf(visitor(request)), action, address: addressOf(request) };
    try {
      const result = await change();
      access.audit.write({ ...line, outcome: "done", facts });
      return result;
    } catch (error) {
      if (error instanceof CodedError) access.audit.write({ ...line, outcome: "refused", facts: { ...facts, code: reportOf(error).code } });
      throw error;
    }
  };
  const nameOf = (id: string): string => access.accounts.byId(id)?.name ?? id;
  const groupName = (id: string): string => access.accounts.group(id)?.name ?? id;

  routes.get("/users", (_request, response) => {
    response.json({ users: access.users() });
  });
  routes.post("/users", async (request, response) => {
    const input = parseInput(createUserSchema, request.body);
    response.status(201).json(await recorded(request, "user:create", { user: input.name }, () => access.createUser(input)));
  });
  routes.patch("/users/:id", async (request, response) => {
    const input = parseInput(updateUserSchema, request.body);
    const changed = Object.keys(input).join(", ");
    response.json(
      await recorded(request, "user:update", { user: nameOf(idOf(request)), changed }, () => access.updateUser(idOf(request), input)),
    );
  });
  routes.post("/users/:id/password", async (request, response) => {
    response.json(await recorded(request, "password:reset", { user: nameOf(idOf(request)) }, () => access.resetPassword(idOf(request))));
  });

  routes.get("/groups", (_request, response) => {
    response.json({ groups: access.accounts.groups() });
  });
  routes.post("/groups", async (request, response) => {
    const input = parseInput(groupSchema, request.body);
    response.status(201).json(await recorded(request, "group:create", { group: input.name }, () => access.accounts.saveGroup(null, input)));
  });
  routes.patch("/groups/:id", async (request, response) => {
    const input = parseInput(groupSchema, request.body);
    response.json(
      await recorded(request, "group:update", { group: groupName(idOf(request)) }, () => access.accounts.saveGroup(idOf(request), input)),
    );
  });
  routes.delete("/groups/:id", async (request, response) => {
    await recorded(request, "group:delete", { group: groupName(idOf(request)) }, () => access.accounts.deleteGroup(idOf(request)));
    response.status(204).end();
  });

  routes.get("/audit", session, requirePermission(components, "audit:read"), (request, response) => {
    const { before } = parseInput(auditPageSchema, request.query);
    response.json(access.audit.page(before ?? null, AUDIT_PAGE));
  });
  return routes;
}
