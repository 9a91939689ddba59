/** What is asked of a request before its handler runs, each a small middleware. */
import type { NextFunction, Request, RequestHandler, Response } from "express";
import type { z } from "zod";
import { CSRF_HEADER } from "../../shared/api.ts";
import { CodedError } from "../../shared/errors.ts";
import type { Permission } from "../../shared/permissions.ts";
import { actorOf, type Visitor } from "../access/access.ts";
import type { Components } from "../doors/components.ts";
import { isSameOrigin, visitorOf } from "../doors/session-cookie.ts";

const visitors = new WeakMap<Request, Visitor>();

export const addressOf = (request: Request): string => request.socket.remoteAddress ?? "?";

/** The visitor that `requireSession` found. */
export function visitor(request: Request): Visitor {
  const found = visitors.get(request);
  if (found === undefined) throw new CodedError("SESSION_REQUIRED");
  return found;
}

const isSafe = (request: Request): boolean => request.method === "GET" || request.method === "HEAD";

/** Every request that changes something must come from a page of ours: browsers always name the origin then. */
export const requireSameOrigin: RequestHandler = (request, _response, next) => {
  if (!isSafe(request) && !isSameOrigin(request)) throw new CodedError("ORIGIN_REFUSED");
  next();
};

/** A session, the CSRF token when something changes, and a password of one's own unless `mayBeFirst`. */
export const requireSession =
  ({ access }: Components, { mayBeFirst = false } = {}): RequestHandler =>
  (request, _response, next) => {
    const found = visitorOf(access, request);
    if (found === null) throw new CodedError("SESSION_REQUIRED");
    if (!isSafe(request) && request.headers[CSRF_HEADER] !== found.session.csrfToken) throw new CodedError("CSRF_INVALID");
    if (found.account.mustChangePassword && !mayBeFirst) throw new CodedError("PASSWORD_CHANGE_REQUIRED");
    visitors.set(request, found);
    next();
  };

/** A refusal is written to the audit: who tried what. */
export const requirePermission =
  ({ access }: Components, permission: Permission): RequestHandler =>
  (request, _response, next) => {
    const found = visitor(request);
    if (!found.permissions.includes(permission)) {
      const facts = { permission, method: request.method, path: request.path };
      access.audit.write({ actor: actorOf(found), action: "access:refused", outcome: "refused", facts, address: addressOf(request) });
      throw new CodedError("PERMISSION_DENIED");
    }
    next();
  };

/** @throws CodedError INPUT_INVALID, fact `field`. */
export function parseInput<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new CodedError("INPUT_INVALID", { field: issue?.path.join(".") || "body" });
}

/** A route's one parameter `id`. */
export const idOf = (request: Request): string => String(request.params.id ?? "");

export type Handler = (request: Request, response: Response, next: NextFunction) => Promise<void> | void;
