import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
  type ServerResponse,
} from "node:http";
import { connect } from "node:net";
import { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type GatewayHarness, PROBE_TOKEN, shut, startGateway } from "../testing/gateway-harness.ts";

let harness: GatewayHarness;
let port: number | null;

beforeEach(async () => {
  port = null;
  harness = await startGateway({ upstream: () => (port === null ? null : { host: "127.0.0.1", port }) });
});
afterEach(() => harness.stop());

const platform = async (
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<void> => {
  port = (await harness.startUpstream(handler)).port;
};
const send = (options: RequestOptions, body?: Readable | string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const request = httpRequest({ host: "127.0.0.1", port: harness.port, agent: false, ...options }, resolve);
    request.on("error", reject);
    if (body instanceof Readable) body.pipe(request);
    else request.end(body);
  });
const MEBIBYTE = randomBytes(1024 * 1024);
const mebibytes = (count: number): Readable =>
  Readable.from(
    (function* () {
      for (let i = 0; i < count; i++) yield MEBIBYTE;
    })(),
  );
async function digest(stream: Readable): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest("hex");
}

describe("when the platform answers", () => {
  it("the answer passes as it is: status, words, cookies, body", async () => {
    await platform((_, response) => {
      response.writeHead(418, "I am a teapot", [
        "Set-Cookie",
        "a=1",
        "Set-Cookie",
        "b=2",
        "X-Name",
        "é",
        "Content-Length",
        "2",
      ]);
      response.end(Buffer.from("ok"));
    });
    const answer = await send({ path: "/a?b=%C3%A9" });
    expect({
      status: answer.statusCode,
      words: answer.statusMessage,
      cookies: answer.headers["set-cookie"],
      name: answer.headers["x-name"],
      body: await text(answer),
    }).toEqual({ status: 418, words: "I am a teapot", cookies: ["a=1", "b=2"], name: "é", body: "ok" });
  });

  it("it has received path, host and client, and none of our own headers", async () => {
    await platform((request, response) =>
      response.end(JSON.stringify({ url: request.url, headers: request.headers })),
    );
    const answer = await send({
      path: "/a%20b?c=d",
      headers: {
        host: "chu.example:8443",
        cookie: "s=1",
        "x-superviseur-probe": "guess",
        "x-forwarded-for": "10.1.1.1",
      },
    });
    const seen: { url: string; headers: Record<string, string> } = JSON.parse(await text(answer));
    expect(seen.url).toBe("/a%20b?c=d");
    expect(seen.headers).toMatchObject({
      host: "chu.example:8443",
      cookie: "s=1",
      "x-forwarded-for": "10.1.1.1, 127.0.0.1",
      "x-forwarded-proto": "http",
      "x-forwarded-host": "chu.example:8443",
    });
    expect(Object.keys(seen.headers).filter((name) => name.includes("superviseur"))).toEqual([]);
  });

  it.each(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])(
    "%s arrives as such",
    async (method) => {
      await platform((request, response) => response.setHeader("x-method", request.method ?? "").end());
      const answer = await send({ method });
      answer.resume();
      expect(answer.headers["x-method"]).toBe(method);
    },
  );

  it("a request line with a whole address is one with a path", async () => {
    await platform((request, response) => response.end(request.url));
    expect(await text(await send({ path: "http://chu.example/x?y" }))).toBe("/x?y");
    expect(await text(await send({ path: "http://chu.example" }))).toBe("/");
    expect((await send({ path: "*", method: "OPTIONS" })).statusCode).toBe(400);
  });

  it("32 MiB arrive whole in each direction, with and without a length", async () => {
    await platform((request, response) => request.pipe(response));
    const expected = await digest(mebibytes(32));
    const sized = await send(
      { method: "POST", headers: { "content-length": 32 * MEBIBYTE.length } },
      mebibytes(32),
    );
    expect(await digest(sized)).toBe(expected);
    const chunked = await send(
      { method: "POST", headers: { "transfer-encoding": "chunked" } },
      mebibytes(32),
    );
    expect(await digest(chunked)).toBe(expected);
  });

  it("the first part of a slow answer arrives before the last is written", async () => {
    const parts = new Readable({ read: () => {} });
    await platform((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.flushHeaders();
      parts.pipe(response);
    });
    const answer = await send({});
    parts.push("data: 1\n\n");
    const [first] = await once(answer, "data");
    expect(String(first)).toBe("data: 1\n\n");
    parts.push(null);
    await once(answer, "end");
  });

  it("an answer before the end of a big upload arrives, and the connection serves the next request", async () => {
    await platform((request, response) => {
      if (request.url === "/next") response.end("next");
      else response.writeHead(413).end("too big");
    });
    const socket = connect(harness.port, "127.0.0.1");
    socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${8 * MEBIBYTE.length}\r\n\r\n`);
    const received: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => {
      received.push(chunk);
      if (Buffer.concat(received).includes("next")) socket.end();
    });
    mebibytes(8)
      .on("end", () => socket.write("GET /next HTTP/1.1\r\nHost: a\r\n\r\n"))
      .pipe(socket, { end: false });
    await once(socket, "close");
    const all = Buffer.concat(received).toString();
    expect(all).toContain("413 Payload Too Large");
    expect(all).toContain("next");
  });
});

describe("when the platform moves to another port", () => {
  it("the next request finds it, and the one in flight still ends", async () => {
    const held: ServerResponse[] = [];
    const arrived = Promise.withResolvers<void>();
    await platform((_, response) => {
      held.push(response);
      arrived.resolve();
    });
    const slow = send({ path: "/slow" });
    await arrived.promise;
    await platform((_, response) => response.end("new"));
    expect(await text(await send({}))).toBe("new");
    held[0]?.end("old");
    expect(await text(await slow)).toBe("old");
  });
});

describe("when the platform does not answer", () => {
  it("without an address, people get a page and machines JSON, both 502 with Retry-After", async () => {
    const page = await send({ headers: { accept: "text/html", "accept-language": "en" } });
    expect(page.statusCode).toBe(502);
    expect(page.headers["retry-after"]).toBe("10");
    expect(await text(page)).toContain("The platform is not responding");
    const machine = await send({ headers: { accept: "application/json" } });
    expect({ status: machine.statusCode, body: JSON.parse(await text(machine)) }).toEqual({
      status: 502,
      body: { status: "unavailable", reason: "refused", message: "Plani-Démo ne répond pas pour le moment." },
    });
  });

  it("refused connections are 502", async () => {
    const gone = await harness.startUpstream(() => {});
    await shut(gone.server);
    port = gone.port;
    expect((await send({})).statusCode).toBe(502);
  });

  it("a connection that the platform closes before its answer is 502, and a safe request is tried once more", async () => {
    const seen: string[] = [];
    await platform((request) => {
      seen.push(request.method ?? "");
      request.socket.destroy();
    });
    expect((await send({ method: "POST" }, "x")).statusCode).toBe(502);
    expect((await send({ method: "GET" })).statusCode).toBe(502);
    expect(seen).toEqual(["POST", "GET", "GET"]);
  });

  it("an answer that is cut reaches the client as cut, not as a short one", async () => {
    await platform((request, response) => {
      response.writeHead(200, { "content-length": 1000 });
      response.write("begin", () => request.socket.destroy());
    });
    const answer = await send({});
    await expect(buffer(answer)).rejects.toThrow("aborted");
  });

  it("a body that was not taken does not break what follows", async () => {
    const answer = await send(
      { method: "POST", headers: { "content-length": 4 * MEBIBYTE.length } },
      mebibytes(4),
    );
    expect(answer.statusCode).toBe(502);
    answer.resume();
    await once(answer, "end");
  });
});

describe("when the client goes away", () => {
  it("before the answer, the platform sees it", async () => {
    const noticed = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    await platform((_, response) => {
      response.once("close", () => noticed.resolve());
      arrived.resolve();
    });
    const socket = connect(harness.port, "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await arrived.promise;
    socket.destroy();
    await noticed.promise;
  });

  it("in the middle of an upload, the platform sees it", async () => {
    const noticed = Promise.withResolvers<boolean>();
    const arrived = Promise.withResolvers<void>();
    await platform((request) => {
      request.once("data", () => arrived.resolve());
      request.once("close", () => noticed.resolve(request.complete));
    });
    const socket = connect(harness.port, "127.0.0.1");
    socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nbegin");
    await arrived.promise;
    socket.destroy();
    expect(await noticed.promise).toBe(false);
  });

  it("in the middle of the answer, the platform sees it", async () => {
    const noticed = Promise.withResolvers<void>();
    await platform((_, response) => {
      mebibytes(64).pipe(response);
      response.once("close", () => noticed.resolve());
    });
    const answer = await send({});
    await once(answer, "readable");
    answer.destroy();
    await noticed.promise;
  });
});

describe("when a probe passes the mask and the platform is dead", () => {
  it("it hears 502 without Retry-After", async () => {
    harness.mask();
    const answer = await send({ headers: { "x-superviseur-probe": PROBE_TOKEN } });
    expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([502, undefined]);
  });
});
