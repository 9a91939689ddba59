import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FLAG, type GatewayHarness, PROBE_TOKEN, shut, startGateway } from "../testing/gateway-harness.ts";

let harness: GatewayHarness;
let port: number | null;
let step: () => "migrate";
/** Paths that the platform received, in order. */
let received: string[];

beforeEach(async () => {
  received = [];
  step = () => "migrate";
  harness = await startGateway({
    upstream: () => (port === null ? null : { host: "127.0.0.1", port }),
    status: () => ({ step: step(), goesBack: false, expectedEnd: null }),
  });
  const upstream = await harness.startUpstream((request, response) => {
    received.push(request.url ?? "");
    request.resume();
    response.end(JSON.stringify(request.headers));
  });
  port = upstream.port;
});
afterEach(() => harness.stop());

const get = (path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Response> =>
  fetch(`${harness.url}${path}`, { method, headers });

describe("while the flag exists", () => {
  it("machines get 503 with the facts, and nothing is kept in a cache", async () => {
    harness.mask();
    const answer = await get("/agenda");
    expect([answer.status, answer.headers.get("retry-after"), answer.headers.get("cache-control")]).toEqual([
      503,
      "120",
      "no-store",
    ]);
    expect(await answer.json()).toMatchObject({
      status: "maintenance",
      version: "4.7.0",
      step: "migrate",
      expectedEnd: "2026-11-21T03:40:00.000Z",
    });
    expect(received).toEqual([]);
  });

  it("people get the page in their language, and HEAD the same without a body", async () => {
    harness.mask();
    const page = await get("/agenda", { accept: "text/html", "accept-language": "en" });
    expect([page.status, page.headers.get("content-type"), page.headers.get("vary")]).toEqual([
      503,
      "text/html; charset=utf-8",
      "Accept, Accept-Language",
    ]);
    const length = page.headers.get("content-length");
    expect(await page.text()).toContain("Update in progress");
    const head = await get("/agenda", { accept: "text/html", "accept-language": "en" }, "HEAD");
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([503, length, ""]);
  });

  it("no request begun after it passes, under a stream of requests", async () => {
    let masked = false;
    let stop = false;
    const begunAfter = new Set<string>();
    const statuses = { before: new Set<number>(), after: new Set<number>() };
    let count = 0;
    const client = async (): Promise<void> => {
      while (!stop) {
        const path = `/r/${count++}`;
        const late = masked;
        if (late) begunAfter.add(path);
        const answer = await get(path, {}, count % 3 === 0 ? "POST" : "GET");
        await answer.arrayBuffer();
        if (late) statuses.after.add(answer.status);
        else statuses.before.add(answer.status);
      }
    };
    const clients = Array.from({ length: 8 }, client);
    while (received.length < 200) await turn();
    harness.mask();
    masked = true;
    while (begunAfter.size < 200) await turn();
    stop = true;
    await Promise.all(clients);
    expect(received.filter((path) => begunAfter.has(path))).toEqual([]);
    expect([...statuses.after]).toEqual([503]);
    expect(statuses.before).toContain(200);
  });

  it("a request in flight is left to finish", async () => {
    const held = Promise.withResolvers<ServerResponse>();
    port = (await harness.startUpstream((_, response) => held.resolve(response))).port;
    const slow = get("/slow");
    const response = await held.promise;
    harness.mask();
    expect((await get("/other")).status).toBe(503);
    response.end("done");
    expect(await (await slow).text()).toBe("done");
  });

  it("a request whose platform went away meanwhile gets the maintenance page, not an error", async () => {
    const upstream = await harness.startUpstream(() => {
      harness.mask();
      upstream.server.closeAllConnections();
    });
    port = upstream.port;
    expect((await get("/slow")).status).toBe(503);
    await shut(upstream.server);
  });

  it("Superviseur's probe passes with its token, which the platform never sees", async () => {
    harness.mask();
    const answer = await get("/health", { "x-superviseur-probe": PROBE_TOKEN });
    expect([answer.status, received]).toEqual([200, ["/health"]]);
    expect(await answer.text()).not.toContain(PROBE_TOKEN);
    expect((await get("/health", { "x-superviseur-probe": `${PROBE_TOKEN}x` })).status).toBe(503);
  });

  it("an unreadable run only costs the page its step", async () => {
    step = () => {
      throw new Error("the journal is damaged");
    };
    harness.mask();
    expect(await (await get("/")).json()).toMatchObject({ status: "maintenance", step: null });
  });

  it("a damaged flag masks all the same, for probes too", async () => {
    harness.maskWith('{"reason":"upd');
    const answer = await get("/", { "x-superviseur-probe": PROBE_TOKEN });
    expect([answer.status, await answer.json()]).toEqual([
      503,
      expect.objectContaining({ reason: "unknown", version: null }),
    ]);
  });

  it("a new gateway on the same flag masks from its first request", async () => {
    harness.mask();
    const other = await startGateway({ upstream: () => null });
    try {
      other.mask(FLAG);
      expect((await fetch(other.url)).status).toBe(503);
    } finally {
      await other.stop();
    }
  });
});

describe("when the flag is removed", () => {
  it("the next request passes", async () => {
    harness.mask();
    await get("/1");
    harness.unmask();
    expect((await get("/2")).status).toBe(200);
    expect(received).toEqual(["/2"]);
  });

  it("the page learns it without a request to the platform", async () => {
    harness.mask();
    const asked = { "x-superviseur-status": "1", accept: "text/html" };
    const still = await get("/agenda", asked);
    expect([
      still.status,
      still.headers.get("x-superviseur-status"),
      still.headers.get("cache-control"),
    ]).toEqual([200, "maintenance", "no-store"]);
    expect(await still.text()).toContain("Mise à jour en cours");
    harness.unmask();
    expect((await get("/agenda", asked)).status).toBe(204);
    expect(received).toEqual([]);
  });
});

describe("when a big upload meets the mask", () => {
  it("it is answered 503 and none of it arrives", async () => {
    harness.mask();
    const answer = await fetch(harness.url, { method: "POST", body: new Uint8Array(4 * 1024 * 1024) });
    expect([answer.status, received]).toEqual([503, []]);
    await once(await harness.startUpstream(() => {}).then(({ server }) => server.close()), "close");
  });
});
