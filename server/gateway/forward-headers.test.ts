import { describe, expect, it } from "vitest";
import { requestHeaders, responseHeaders } from "./forward-headers.ts";

const stranger = { address: "192.0.2.7", encrypted: false };
const front = { address: "127.0.0.1", encrypted: false };

const asObject = (flat: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: flat.length / 2 }, (_, i) => [
      (flat[2 * i] ?? "").toLowerCase(),
      flat[2 * i + 1] ?? "",
    ]),
  );

describe("headers towards the platform", () => {
  it("keep the message and its host, and say who asked", () => {
    expect(requestHeaders(["Host", "chu.example", "Cookie", "a=1", "X-Thing", "é"], stranger)).toEqual([
      ...["Host", "chu.example", "Cookie", "a=1", "X-Thing", "é"],
      ...["X-Forwarded-For", "192.0.2.7", "X-Forwarded-Proto", "http", "X-Forwarded-Host", "chu.example"],
    ]);
  });

  it("lose what speaks of one connection only, named or known", () => {
    const raw = [
      "Connection",
      "close, X-Hop",
      "X-Hop",
      "1",
      "Keep-Alive",
      "timeout=5",
      "TE",
      "trailers",
      "Transfer-Encoding",
      "chunked",
    ];
    expect(asObject(requestHeaders([...raw, "Expect", "100-continue", "Accept", "*/*"], stranger))).toEqual({
      accept: "*/*",
      "x-forwarded-for": "192.0.2.7",
      "x-forwarded-proto": "http",
    });
  });

  it("keep host and length even when a client names them as connection headers", () => {
    const raw = ["Host", "chu.example", "Content-Length", "3", "Connection", "host, content-length"];
    expect(asObject(requestHeaders(raw, stranger))).toMatchObject({
      host: "chu.example",
      "content-length": "3",
    });
  });

  it("never carry Superviseur's own keys", () => {
    const sent = requestHeaders(["X-Superviseur-Probe", "secret", "x-superviseur-status", "1"], stranger);
    expect(sent.join(" ").toLowerCase()).not.toContain("superviseur");
  });

  it("do not believe what a stranger says about himself", () => {
    const raw = [
      "Host",
      "a",
      "X-Forwarded-For",
      "10.0.0.1",
      "X-Forwarded-Proto",
      "https",
      "Forwarded",
      "for=x",
      "X-Real-IP",
      "10.0.0.1",
    ];
    expect(asObject(requestHeaders(raw, stranger))).toEqual({
      host: "a",
      "x-forwarded-for": "192.0.2.7",
      "x-forwarded-proto": "http",
      "x-forwarded-host": "a",
    });
  });

  it("extend what a TLS front on this machine says", () => {
    const raw = [
      "Host",
      "a",
      "X-Forwarded-For",
      "10.0.0.1",
      "X-Forwarded-Proto",
      "https",
      "X-Forwarded-Host",
      "chu.example",
    ];
    expect(asObject(requestHeaders(raw, front))).toEqual({
      host: "a",
      "x-forwarded-for": "10.0.0.1, 127.0.0.1",
      "x-forwarded-proto": "https",
      "x-forwarded-host": "chu.example",
    });
  });

  it("keep the handshake of an upgrade", () => {
    const raw = ["Connection", "Upgrade", "Upgrade", "websocket", "Sec-WebSocket-Key", "k"];
    expect(asObject(requestHeaders(raw, stranger, { upgrade: true }))).toMatchObject({
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-key": "k",
    });
  });
});

describe("headers towards the client", () => {
  it("keep each cookie apart", () => {
    const raw = [
      "Set-Cookie",
      "a=1",
      "Set-Cookie",
      "b=2",
      "Connection",
      "keep-alive",
      "Keep-Alive",
      "timeout=5",
    ];
    expect(responseHeaders(raw)).toEqual(["Set-Cookie", "a=1", "Set-Cookie", "b=2"]);
  });
});
