/** One request to the platform and its answer back, both as streams: nothing is held in memory, at any size. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { PassThrough, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Pool } from "undici";
import { requestHeaders, responseHeaders } from "./forward-headers.ts";

/** How it ended. `failed` means that nothing has been sent to the client yet: the caller answers. */
export type Forwarded =
  | { readonly outcome: "answered" | "cut" }
  | { readonly outcome: "failed"; readonly error: unknown };

/** The path as the platform must see it; null for a request line that is none (`OPTIONS *`). */
function pathOf(url: string): string | null {
  if (url.startsWith("/")) return url;
  if (!/^https?:\/\//i.test(url)) return null;
  return url.replace(/^https?:\/\/[^/?#]*/i, "").replace(/^(?=[?#]|$)/, "/");
}

const hasBody = (request: IncomingMessage): boolean =>
  request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"] ?? 0) > 0;

/** RFC 9110 § 9.2.1: asking twice has no effect, so a kept connection that was just closed is tried once more. */
const isSafe = (request: IncomingMessage): boolean =>
  !hasBody(request) &&
  (request.method === "GET" || request.method === "HEAD" || request.method === "OPTIONS");

/**
 * Undici destroys the body it is given; between it and the client's socket there is a stream that may be destroyed. What the
 * client still sends after the platform has answered is read and dropped, or its next request would never be seen.
 */
function bodyOf(request: IncomingMessage): Readable {
  const body = new PassThrough();
  body.on("error", () => {});
  body.once("close", () => {
    request.unpipe(body);
    request.resume();
  });
  request.once("error", (error) => body.destroy(error));
  request.once("close", () => {
    if (!request.complete) body.destroy(new Error("the client went away"));
  });
  return request.pipe(body);
}

const clientOf = (socket: Socket): { address: string | undefined; encrypted: boolean } => ({
  address: socket.remoteAddress,
  encrypted: "encrypted" in socket && socket.encrypted === true,
});

/**
 * @param pool asked before each attempt, so that the second one follows the platform to its new port; null when the platform has none
 * @param mayRetry false when the mask rose in between: nothing new may reach the platform then
 */
export async function forwardRequest(
  request: IncomingMessage,
  response: ServerResponse,
  pool: () => Promise<Pool | null>,
  mayRetry: () => boolean,
): Promise<Forwarded> {
  const path = pathOf(request.url ?? "/");
  if (path === null) {
    response.writeHead(400).end();
    return { outcome: "answered" };
  }
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const headers = requestHeaders(request.rawHeaders, clientOf(request.socket));
  const method = request.method ?? "GET";

  for (let attempt = 1; ; attempt++) {
    try {
      const upstream = await pool();
      if (upstream === null) return { outcome: "failed", error: new Error("the platform has no address") };
      const answer = await upstream.request({
        path,
        method,
        headers,
        body: hasBody(request) ? bodyOf(request) : null,
        signal: gone.signal,
        responseHeaders: "raw",
      });
      // With `responseHeaders: "raw"` undici gives the flat list that its types do not describe.
      const raw: unknown = answer.headers;
      response.writeHead(
        answer.statusCode,
        answer.statusText,
        responseHeaders(Array.isArray(raw) ? raw.map(String) : []),
      );
      // The head must not wait for the first byte of a slow answer. Not flushHeaders(): that would send Latin-1 values as UTF-8.
      response.write(Buffer.alloc(0));
      await pipeline(answer.body, response);
      return { outcome: "answered" };
    } catch (error) {
      if (gone.signal.aborted || response.headersSent) {
        // The client must see that the answer is cut, never a short one that looks whole.
        response.destroy();
        return { outcome: "cut" };
      }
      if (attempt > 1 || !isSafe(request) || !mayRetry()) return { outcome: "failed", error };
    }
  }
}
