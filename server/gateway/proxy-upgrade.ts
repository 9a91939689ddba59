/**
 * A WebSocket's way through the gateway. The handshake goes through a real HTTP client, so that an answer other than 101 is
 * read as an answer and the client's connection ends with it: a raw tunnel would let further requests pass unseen by the mask.
 */
import { request as httpRequest, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { UPSTREAM_CONNECT_TIMEOUT_MS } from "../limits.ts";
import type { Address } from "../platform/services/port.ts";
import { requestHeaders, responseHeaders } from "./forward-headers.ts";

const headOf = (status: number, reason: string, headers: readonly string[]): string => {
  const lines = Array.from(
    { length: headers.length / 2 },
    (_, i) => `${headers[2 * i]}: ${headers[2 * i + 1]}\r\n`,
  );
  return `HTTP/1.1 ${status} ${reason}\r\n${lines.join("")}\r\n`;
};

/** Each end that closes takes the other with it; what it said last (a close frame) is still delivered. */
function join(one: Duplex, other: Duplex): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on("error", () => to.destroy());
    from.on("close", () => to.end(() => to.destroy()));
    from.pipe(to);
  }
}

export interface Tunnel {
  /** Ends both sides at once. */
  close(): void;
}

export interface UpgradeOptions {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly address: Address;
  /** Called when the platform could not be reached; nothing has been sent to the client yet. */
  readonly onFailure: (error: unknown) => void;
  readonly onClosed: () => void;
}

export function forwardUpgrade({
  request,
  socket,
  head,
  address,
  onFailure,
  onClosed,
}: UpgradeOptions): Tunnel {
  const client = { address: request.socket.remoteAddress, encrypted: "encrypted" in request.socket };
  const upstream = httpRequest({
    host: address.host,
    port: address.port,
    method: request.method ?? "GET",
    path: request.url ?? "/",
    headers: requestHeaders(request.rawHeaders, client, { upgrade: true }),
    setHost: false,
    agent: false,
    timeout: UPSTREAM_CONNECT_TIMEOUT_MS,
  });
  let answered = false;

  upstream.once("upgrade", (answer, upstreamSocket, upstreamHead) => {
    answered = true;
    upstreamSocket.setTimeout(0);
    socket.write(headOf(answer.statusCode ?? 101, answer.statusMessage ?? "", answer.rawHeaders), "latin1");
    if (upstreamHead.length > 0) socket.write(upstreamHead);
    if (head.length > 0) upstreamSocket.write(head);
    join(socket, upstreamSocket);
  });
  upstream.once("response", (answer) => {
    answered = true;
    const headers = [...responseHeaders(answer.rawHeaders), "Connection", "close"];
    socket.write(headOf(answer.statusCode ?? 502, answer.statusMessage ?? "", headers), "latin1");
    answer.once("error", () => socket.destroy());
    socket.once("finish", () => socket.destroy());
    answer.pipe(socket);
  });
  upstream.once("timeout", () =>
    upstream.destroy(Object.assign(new Error("no answer to the handshake"), { code: "ETIMEDOUT" })),
  );
  upstream.once("error", (error) => {
    if (answered || socket.destroyed) socket.destroy();
    else onFailure(error);
  });
  socket.on("error", () => upstream.destroy());
  socket.once("close", () => {
    upstream.destroy();
    onClosed();
  });
  upstream.end();

  return { close: () => void socket.destroy() };
}
