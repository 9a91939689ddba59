import { Router } from "express";
import type { PublicView } from "../../shared/api/overview.ts";
import { changePasswordSchema, confirmSchema, loginSchema } from "../../shared/api/session.ts";
import { CodedError } from "../../shared/errors.ts";
import { LOGIN_REQUESTS_PER_MINUTE } from "../limits.ts";
import { VERSION } from "../version.ts";
import type { Components } from "../web/components.ts";
import { cookieOptions, SESSION_COOKIE, visitorOf } from "../web/session-cookie.ts";
import { addressOf, parseInput, requireSession, visitor } from "./guards.ts";
import { requestsPerMinute } from "./request-rate.ts";

export function sessionRoutes(components: Components): Router {
  const { access, config } = components;
  const routes = Router();
  const session = requireSession(components, { mayBeFirst: true });

  routes.get("/public", (_request, response) => {
    response.json({
      platform: config.name,
      support: config.support,
      language: config.language,
      version: VERSION,
    } satisfies PublicView);
  });

  routes.post(
    "/session",
    requestsPerMinute(LOGIN_REQUESTS_PER_MINUTE, "LOGIN_THROTTLED"),
    async (request, response) => {
      const { name, password } = parseInput(loginSchema, request.body);
      const { token, visitor: entered } = await access.login(name, password, addressOf(request));
      // The cookie is about to be replaced: the session behind the old one would live on without its owner.
      const before = visitorOf(access, request);
      if (before !== null) access.logout(before, addressOf(request));
      response.cookie(SESSION_COOKIE, token, cookieOptions(config.secureCookies || request.secure));
      response.json(access.view(entered));
    },
  );

  routes.get("/session", session, (request, response) => {
    response.json(access.view(visitor(request)));
  });

  routes.delete("/session", session, (request, response) => {
    access.logout(visitor(request), addressOf(request));
    response.clearCookie(SESSION_COOKIE, cookieOptions(config.secureCookies || request.secure));
    response.status(204).end();
  });

  routes.post("/session/password", session, async (request, response) => {
    const { current, next } = parseInput(changePasswordSchema, request.body);
    const changing = visitor(request);
    await access.changePassword(changing, current, next, addressOf(request));
    const changed = access.visitorByHash(changing.session.tokenHash);
    if (changed === null) throw new CodedError("SESSION_REQUIRED");
    response.json(access.view(changed));
  });

  routes.post("/session/confirm", session, async (request, response) => {
    const { password } = parseInput(confirmSchema, request.body);
    await access.confirm(visitor(request), password, addressOf(request));
    response.status(204).end();
  });
  return routes;
}
