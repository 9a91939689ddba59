/** The gateway's own answers: HTML for people, JSON for machines, in the language they ask for. */
import type { IncomingMessage, ServerResponse } from "node:http";
import Negotiator from "negotiator";
import { BASE_PATH } from "../../shared/api/base.ts";
import { DEFAULT_LANGUAGE, LANGUAGES, type Language } from "../../shared/i18n/languages.ts";
import { OWN_HEADERS } from "./page-shell.ts";

/** Superviseur's own pages and requests; everything else is the platform's. */
export const isOurs = (url: string | undefined): boolean => {
  const path = (url ?? "/").split("?", 1)[0] ?? "/";
  return path === BASE_PATH || path.startsWith(`${BASE_PATH}/`);
};

/** A browser that opens a page names text/html; scripts, images and programs do not. */
export const wantsHtml = (accept: string | undefined): boolean =>
  new Negotiator({ headers: { accept: accept ?? "" } })
    .mediaTypes()
    .some((type) => ["text/html", "application/xhtml+xml"].includes(type.toLowerCase()));

/** The platform's own language when the header prefers neither; French when it asks for others alone. */
export function languageFor(header: string | undefined, platform: Language): Language {
  if (header === undefined || header.trim() === "") return platform;
  const offered = [platform, ...LANGUAGES.filter((language) => language !== platform)];
  const [best] = new Negotiator({ headers: { "accept-language": header } }).languages(offered);
  return LANGUAGES.find((language) => language === best) ?? DEFAULT_LANGUAGE;
}

/** True when the request can be repeated without sending anything twice. */
export const isRead = (request: IncomingMessage): boolean =>
  request.method === "GET" || request.method === "HEAD";

export interface OwnAnswer {
  readonly status: number;
  /** Seconds, or null for none. */
  readonly retryAfter: number | null;
  readonly html: () => string;
  readonly json: () => object;
}

export function answer(request: IncomingMessage, response: ServerResponse, own: OwnAnswer): void {
  const people = wantsHtml(request.headers.accept);
  const body = Buffer.from(people ? own.html() : `${JSON.stringify(own.json())}\n`);
  response.writeHead(own.status, {
    ...OWN_HEADERS,
    ...(own.retryAfter === null ? {} : { "Retry-After": String(own.retryAfter) }),
    "Content-Type": people ? "text/html; charset=utf-8" : "application/json; charset=utf-8",
    "Content-Length": body.length,
  });
  // Node leaves the body out of the answer to a HEAD request.
  response.end(body);
}

/** The same for a socket that asked for an upgrade: there is no ServerResponse yet, and nothing that shows a page. */
export function answerUpgrade(
  status: number,
  reason: string,
  own: Pick<OwnAnswer, "json" | "retryAfter">,
): Buffer {
  const body = Buffer.from(`${JSON.stringify(own.json())}\n`);
  const head = [
    `HTTP/1.1 ${status} ${reason}`,
    ...(own.retryAfter === null ? [] : [`Retry-After: ${own.retryAfter}`]),
    "Cache-Control: no-store",
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${body.length}`,
    "Connection: close",
  ];
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]);
}
