/** What is asked of a request before its handler runs, each a small middleware. */
import { timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler } from "express";
import type { z } from "zod";
import { CSRF_HEADER } from "../../shared/api/base.ts";
import { CodedError } from "../../shared/errors.ts";
import type { Permission } from "../../shared/permissions.ts";
import { actorOf, type Visitor } from "../access/access.ts";
import type { Origin } from "../access/audit.ts";
import type { Components } from "../web/components.ts";
import { isSameOrigin, visitorOf } from "../web/session-cookie.ts";

const visitors = new WeakMap<Request, Visitor>();

/** The peer's own address: a header that names another is never trusted. */
export const addressOf = (request: Request): string => request.socket.remoteAddress ?? "?";

/** The visitor that `requireSession` found. */
export function visitor(request: Request): Visitor {
  const found = visitors.get(request);
  if (found === undefined) throw new CodedError("SESSION_REQUIRED");
  return found;
}

/** For the audit: who asks, and from where. */
export const originOf = (request: Request): Origin => ({
  actor: actorOf(visitor(request)),
  address: addressOf(request),
});

const isSafe = (request: Request): boolean => request.method === "GET" || request.method === "HEAD";

/**
 * Every request that changes something must come from a page of ours. Browsers name the origin on each of them, also where
 * there is no cookie yet: the login too is refused without it, so that no other page can log a person in unnoticed.
 */
export const requireSameOrigin: RequestHandler = (request, _response, next) => {
  if (!isSafe(request) && !isSameOrigin(request)) throw new CodedError("ORIGIN_REFUSED");
  next();
};

const isSecret = (given: string | string[] | undefined, expected: string): boolean => {
  const [a, b] = [Buffer.from(String(given ?? "")), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** A session, the CSRF token when something changes, and a password of one's own unless `mayBeFirst`. */
export const requireSession =
  ({ access }: Components, { mayBeFirst = false } = {}): RequestHandler =>
  (request, _response, next) => {
    const found = visitorOf(access, request);
    if (found === null) throw new CodedError("SESSION_REQUIRED");
    if (!isSafe(request) && !isSecret(request.headers[CSRF_HEADER], found.session.csrfToken))
      throw new CodedError("CSRF_INVALID");
    if (found.account.mustChangePassword && !mayBeFirst) throw new CodedError("PASSWORD_CHANGE_REQUIRED");
    visitors.set(request, found);
    next();
  };

/** A refusal is written to the audit: who tried what. */
export const requirePermission =
  ({ access }: Components, permission: Permission): RequestHandler =>
  (request, _response, next) => {
    if (!visitor(request).permissions.includes(permission)) {
      // The path as it was asked, without its query: inside a router `request.path` is only the rest of it.
      const [path = ""] = request.originalUrl.split("?", 1);
      const facts = { permission, method: request.method, path };
      access.audit.write({ ...originOf(request), action: "access:refused", outcome: "refused", facts });
      throw new CodedError("PERMISSION_DENIED", { permission });
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
