/** What every front must do, also one that is not a process of ours. Called in the driver's own test. */
import { once } from "node:events";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { createServer, request as httpRequest, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Address } from "../services/port.ts";
import { type MaskFlag, PROBE_HEADER } from "./mask-flag.ts";
import type { Front } from "./port.ts";

export interface FrontUnderTest {
  /** As another process of Superviseur would open it. */
  open(): Front;
  /** Starts the front where it is not running, as it would come up with the machine. */
  start(): Promise<void>;
  /** Ends the front's own process without a farewell. */
  kill(): Promise<void>;
  /** What starting the front service does before `pointTo`: the driver may look the address up itself. */
  served(address: Address): void;
  /** Replaces what the mask says by something that cannot be read. */
  garble(): Promise<void>;
  close(): Promise<void>;
}

const FLAG: MaskFlag = {
  reason: "update",
  runId: "20261121-031200-a1b2c3",
  version: "4.7.0",
  since: Date.UTC(2026, 10, 21, 3, 12),
  expectedEnd: null,
  probeToken: "probe-token-0123456789abcdef",
};
const TOKEN = { [PROBE_HEADER]: FLAG.probeToken };

export function frontConformance(name: string, open: (folder: string) => Promise<FrontUnderTest>): void {
  let folder: string;
  let given: FrontUnderTest;
  let front: Front;
  let servers: Server[];

  /** A front service that says who it is, and which headers of ours it saw. */
  const service = async (words: string): Promise<Address> => {
    const server = createServer((request, response) => {
      request.resume();
      response.end(`${words} ${request.method} ${request.headers[PROBE_HEADER] ?? "-"}`);
    });
    server.on("upgrade", (_, socket) =>
      socket.end("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"),
    );
    servers.push(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
  };
  const point = async (address: Address): Promise<void> => {
    given.served(address);
    await front.pointTo(address);
  };
  const url = async (): Promise<string> => {
    const found = await front.probeUrl();
    if (found === null) throw new Error("the front names no address");
    return found;
  };
  const ask = async (
    method = "GET",
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ status: number; retryAfter: string | null; text: string }> => {
    const body = method === "GET" ? {} : { body: "x".repeat(1000) };
    const answer = await fetch(new URL("/agenda", await url()), { method, headers, ...body });
    return {
      status: answer.status,
      retryAfter: answer.headers.get("retry-after"),
      text: await answer.text(),
    };
  };
  /** Status of a WebSocket's handshake. */
  const upgrade = async (): Promise<number> => {
    const sent = httpRequest(new URL("/live", await url()), {
      agent: false,
      headers: {
        Connection: "Upgrade",
        Upgrade: "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
      },
    }).end();
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      sent.once("upgrade", resolve).once("response", resolve).once("error", reject);
    });
    sent.destroy();
    return answer.statusCode ?? 0;
  };

  describe(`${name}: the contract of a front`, () => {
    beforeEach(async () => {
      servers = [];
      folder = realpathSync(mkdtempSync(join(tmpdir(), "superviseur-conformance-")));
      given = await open(folder);
      front = given.open();
      await given.start();
      await point(await service("one"));
    });
    afterEach(async () => {
      await given.close();
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
      rmSync(folder, { recursive: true, force: true });
    });

    it("is open at first: requests and sockets reach the front service", async () => {
      expect(await front.isMasked()).toBe(false);
      expect(await front.readMask()).toBeNull();
      for (const method of ["GET", "POST", "PUT", "DELETE"])
        expect(await ask(method)).toMatchObject({ status: 200, text: `one ${method} -` });
      expect(await upgrade()).toBe(101);
    });

    it("behind the mask passes nothing, and says 503 with whole seconds to everybody", async () => {
      await front.raiseMask(FLAG);
      expect(await front.isMasked()).toBe(true);
      expect(await front.readMask()).toEqual(FLAG);
      for (const method of ["GET", "POST", "PUT", "DELETE"]) {
        const answer = await ask(method);
        expect([method, answer.status]).toEqual([method, 503]);
        expect(answer.retryAfter).toMatch(/^\d+$/);
        expect(answer.text).not.toContain("one");
      }
      expect((await ask("GET", { accept: "application/json" })).status).toBe(503);
      expect(await upgrade()).toBe(503);
    });

    it("behind the mask passes a probe, and the service does not see its token", async () => {
      await front.raiseMask(FLAG);
      expect(await ask("GET", TOKEN)).toMatchObject({ status: 200, text: "one GET -" });
      expect((await ask("GET", { [PROBE_HEADER]: `${FLAG.probeToken}x` })).status).toBe(503);
      await front.lowerMask();
      expect(await ask("GET", TOKEN)).toMatchObject({ status: 200, text: "one GET -" });
    });

    it("replaces a mask that is up, and raises and lowers as often as it is asked", async () => {
      await front.raiseMask(FLAG);
      await front.raiseMask(FLAG);
      const later = { ...FLAG, reason: "intervention", probeToken: "another-token-0123456789" } as const;
      await front.raiseMask(later);
      expect(await front.readMask()).toEqual(later);
      expect((await ask("GET", TOKEN)).status).toBe(503);
      await front.lowerMask();
      await front.lowerMask();
      expect(await front.isMasked()).toBe(false);
      expect((await ask()).status).toBe(200);
    });

    it("keeps the mask when its own process is killed and the process that raised it has ended", async () => {
      await front.raiseMask(FLAG);
      await given.kill();
      front = given.open();
      expect(await front.readMask()).toEqual(FLAG);
      await given.start();
      expect((await ask()).status).toBe(503);
      await front.lowerMask();
      expect((await ask()).status).toBe(200);
    });

    it("stays closed, for probes too, while the mask cannot be read, and can still be lowered", async () => {
      await front.raiseMask(FLAG);
      await given.garble();
      expect(await front.isMasked()).toBe(true);
      expect(await front.readMask()).toBeNull();
      expect((await ask()).status).toBe(503);
      expect((await ask("GET", TOKEN)).status).toBe(503);
      await front.lowerMask();
      expect((await ask()).status).toBe(200);
    });

    it("sends requests to where it was pointed last, as often as it is asked", async () => {
      const two = await service("two");
      await point(two);
      await point(two);
      expect(await ask()).toMatchObject({ status: 200, text: "two GET -" });
      await front.raiseMask(FLAG);
      await point(await service("three"));
      expect((await ask()).status).toBe(503);
      expect(await ask("GET", TOKEN)).toMatchObject({ status: 200, text: "three GET -" });
    });

    it("says that the platform does not answer, and keeps no request waiting, while the front service is away", async () => {
      const [server] = servers;
      server?.closeAllConnections();
      server?.close();
      expect([502, 503, 504]).toContain((await ask()).status);
    });
  });
}
