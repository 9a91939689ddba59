/** What Node's own server lacks: bounded bodies, cookies, and answers with the right headers. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Html } from "./html.ts";

const BODY_MAX_BYTES = 16 * 1024;
const HEADERS = {
  "content-security-policy":
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
};

/** Shown to the person or program that asked. */
export class Refusal extends Error {
  readonly status: number;
  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_MAX_BYTES) throw new Refusal(413, "La demande est trop longue.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

export const cookieOf = (request: IncomingMessage, name: string): string | undefined =>
  request.headers.cookie
    ?.split(";")
    .map((pair) => pair.trim().split("="))
    .find(([key]) => key === name)?.[1];

/** False when another site sent it: browsers always say where a form or a socket comes from. */
export function isOwnOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  const forwarded = request.headers["x-forwarded-host"];
  try {
    return [host, forwarded].includes(new URL(origin).host);
  } catch {
    return false;
  }
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export const page = (content: Html, status = 200): Answer => ({
  status,
  type: "text/html; charset=utf-8",
  body: content.text,
});
export const json = (
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  status,
  type: "application/json; charset=utf-8",
  body: `${JSON.stringify(value)}\n`,
  headers,
});
export const redirect = (location: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 303,
  type: "text/plain; charset=utf-8",
  body: "",
  headers: { location, ...headers },
});

/** `last`: the connection ends with this answer, because the portal is stopping. */
export function send(response: ServerResponse, answer: Answer, last: boolean): void {
  response.writeHead(answer.status, {
    ...HEADERS,
    "cache-control": "no-store",
    "content-type": answer.type,
    "content-length": Buffer.byteLength(answer.body),
    ...(last ? { connection: "close" } : {}),
    ...answer.headers,
  });
  response.end(answer.body);
}
