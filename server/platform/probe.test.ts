import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { runProbe } from "./probe.ts";

const probe = { name: "accueil", path: "/", status: 200, timeoutMs: 1_000 };
let server: Server;
let url: string;
let status: number;
beforeEach(async () => {
  vi.spyOn(performance, "now").mockImplementation(() => now);
  server = createServer((_request, response) => {
    answers += 1;
    if (status === 0) response.destroy();
    else response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  answers = 0;
  now = 0;
});
afterEach(async () => {
  vi.restoreAllMocks();
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});
let answers: number;
/** Monotonic milliseconds. */
let now: number;

/** What the platform answers, one attempt after the other, and how much later the next one is. */
async function judged(...attempts: readonly [status: number, thenMs: number][]): Promise<"good" | string> {
  const door = async () => {
    const [next = 200, later = 0] = attempts[answers] ?? [];
    status = next;
    pending = later;
    return { url, headers: {} };
  };
  let pending = 0;
  try {
    await runProbe(probe, door, "1.0.0", () => {
      now += pending;
    });
    return "good";
  } catch (error) {
    return (error as { facts: { found: string } }).facts.found;
  }
}

it("a wrong answer that lasts is the verdict", async () => {
  expect(await judged([503, 4_000], [503, 5_000], [503, 0])).toBe("503");
});

it("one wrong answer after a long silence is not a verdict: it has to last first", async () => {
  expect(await judged([0, 9_000], [0, 9_000], [502, 2_000], [200, 0])).toBe("good");
});

it("after a silence the wrong answer has to last again", async () => {
  expect(await judged([503, 5_000], [0, 5_000], [503, 5_000], [200, 0])).toBe("good");
});

it("silence is the verdict only after the deadline", async () => {
  expect(await judged([0, 30_000], [0, 31_000], [0, 0])).not.toBe("good");
});
