import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type GatewayHarness, shut, startGateway } from "../testing/gateway-harness.ts";

let harness: GatewayHarness;
let port: number | null;
/** The platform's ends of the open sockets. */
let ends: Duplex[];
let refuses: boolean;
let requests: string[];

const HANDSHAKE = [
  "GET /ws HTTP/1.1",
  "Host: chu.example",
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Key: a2V5",
  "Sec-WebSocket-Version: 13",
  "X-Superviseur-Probe: guess",
].join("\r\n");

beforeEach(async () => {
  ends = [];
  requests = [];
  refuses = false;
  harness = await startGateway({ upstream: () => (port === null ? null : { host: "127.0.0.1", port }) });
  const upstream = await harness.startUpstream(async (request, response) => {
    requests.push(request.url ?? "");
    const body = await request.setEncoding("utf8").toArray();
    response.end(`plain ${body.join("")}`);
  });
  upstream.server.on("upgrade", (request, socket: Duplex) => {
    requests.push(JSON.stringify(request.headers));
    socket.on("error", () => socket.destroy());
    socket.on("end", () => socket.end());
    if (refuses) {
      socket.write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nno");
      return;
    }
    ends.push(socket);
    socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: eA==\r\n\r\nhello",
    );
    socket.on("data", (chunk: Buffer) => {
      if (chunk.toString() === "bye") socket.end("goodbye");
      else socket.write(`echo ${chunk}`);
    });
  });
  port = upstream.port;
});
afterEach(() => harness.stop());

interface Client {
  readonly socket: Socket;
  /** Resolves when all that has been received contains the text. */
  until(part: string): Promise<string>;
  readonly closed: Promise<string>;
}

function open(first = `${HANDSHAKE}\r\n\r\n`): Client {
  const socket = connect(harness.port, "127.0.0.1");
  let all = "";
  const waiting: { part: string; resolve: (all: string) => void }[] = [];
  socket.on("data", (chunk: Buffer) => {
    all += chunk.toString();
    for (const { part, resolve } of waiting) if (all.includes(part)) resolve(all);
  });
  socket.on("error", () => {});
  socket.write(first);
  return {
    socket,
    until: (part) =>
      all.includes(part) ? Promise.resolve(all) : new Promise((resolve) => waiting.push({ part, resolve })),
    closed: once(socket, "close").then(() => all),
  };
}

describe("when the platform accepts the upgrade", () => {
  it("both sides speak freely, and the handshake carries no key of ours", async () => {
    const client = open();
    const head = await client.until("hello");
    expect(head).toContain("101 Switching Protocols");
    expect(head).toContain("Sec-WebSocket-Accept: eA==");
    client.socket.write("salut");
    await client.until("echo salut");
    expect(requests[0]).not.toContain("superviseur");
    expect(JSON.parse(requests[0] ?? "{}")).toMatchObject({
      upgrade: "websocket",
      host: "chu.example",
      "x-forwarded-for": "127.0.0.1",
    });
    client.socket.destroy();
  });

  it("what the client sends with its handshake is not lost", async () => {
    const client = open(`${HANDSHAKE}\r\n\r\nearly`);
    await client.until("echo early");
    client.socket.destroy();
  });

  it("the last words of the platform arrive before the end", async () => {
    const client = open();
    await client.until("hello");
    client.socket.write("bye");
    expect(await client.closed).toContain("goodbye");
  });

  it("the platform hears when the client goes away", async () => {
    const client = open();
    await client.until("hello");
    const heard = once(ends[0] as Duplex, "close");
    client.socket.destroy();
    await heard;
  });
});

describe("when the platform refuses the upgrade", () => {
  it("its answer passes and the connection ends, so that nothing slips in behind it", async () => {
    refuses = true;
    const client = open(`${HANDSHAKE}\r\n\r\nGET /behind HTTP/1.1\r\nHost: a\r\n\r\n`);
    const all = await client.closed;
    expect(all).toContain("401 Unauthorized");
    expect(all).toContain("Connection: close");
    expect(requests).not.toContain("/behind");
  });
});

describe("when the platform does not answer", () => {
  it.each([
    ["has no address", null],
    ["is dead", "closed"],
  ])("because it %s, the client hears 502", async (_, state) => {
    if (state === null) port = null;
    else {
      const gone = await harness.startUpstream(() => {});
      await shut(gone.server);
      port = gone.port;
    }
    expect(await open().closed).toContain("HTTP/1.1 502 Bad Gateway");
  });
});

describe("while the platform is masked", () => {
  it("an upgrade is refused with 503 and never reaches the platform", async () => {
    harness.mask();
    const all = await open().closed;
    expect(all).toContain("HTTP/1.1 503 Service Unavailable");
    expect(all).toContain("Retry-After: ");
    expect(all).toContain('"status":"maintenance"');
    expect(requests).toEqual([]);
  });

  it("sockets that were open are closed on both sides", async () => {
    const client = open();
    await client.until("hello");
    const heard = once(ends[0] as Duplex, "close");
    harness.mask();
    await Promise.all([client.closed, heard]);
  });
});

describe("another protocol that is only offered", () => {
  it("is not taken up: the request goes its way with its body", async () => {
    const head = [
      "POST /import HTTP/1.1",
      "Host: chu.example",
      "Connection: Upgrade, HTTP2-Settings",
      "Upgrade: h2c",
      "HTTP2-Settings: AA",
    ];
    const client = open([...head, "Content-Length: 7", "", "patient"].join("\r\n"));
    expect(await client.until("plain patient")).toContain("HTTP/1.1 200");
    expect(requests).toEqual(["/import"]);
    client.socket.destroy();
  });
});
