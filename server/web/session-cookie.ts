/** The session's cookie, the same for requests and for the socket's handshake. */
import type { IncomingMessage } from "node:http";
import { parseCookie } from "cookie";
import { BASE_PATH } from "../../shared/api/base.ts";
import type { Access, Visitor } from "../access/access.ts";

export const SESSION_COOKIE = "superviseur_session";

export const cookieOptions = (secure: boolean) =>
  ({ httpOnly: true, sameSite: "strict", path: BASE_PATH, secure }) as const;

export const visitorOf = (access: Access, request: IncomingMessage): Visitor | null =>
  access.visitor(parseCookie(request.headers.cookie ?? "")[SESSION_COOKIE]);

/** True when the browser says that the page which asks was served from here. */
export function isSameOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined || host === undefined) return false;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}
