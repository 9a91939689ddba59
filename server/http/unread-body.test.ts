import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { API_PATH } from "../../shared/api/base.ts";
import { openWebHarness, type WebHarness } from "../testing/web-harness.ts";

const GIB = 1024 ** 3;
const BOUNDARY = "----superviseur-test";

let web: WebHarness;
beforeEach(async () => {
  web = await openWebHarness();
});
afterEach(() => web.stop());

/** Announces a gigabyte, sends until the server stops reading, and returns the answer and how much was read. */
async function sendGigabyte(headers: Record<string, string>): Promise<{ answer: string; taken: number }> {
  const { host, port } = new URL(web.url);
  const connection = connect(Number(port), "127.0.0.1");
  connection.on("error", () => {});
  const lines = Object.entries({
    host,
    "content-type": `multipart/form-data; boundary=${BOUNDARY}`,
    "content-length": String(GIB),
    ...headers,
  });
  connection.write(
    `POST ${API_PATH}/runs/${web.openRun(GIB)}/parts HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`,
  );
  const [answer] = (await once(connection, "data")) as [Buffer];
  // From here the sender does not care about the answer, as browsers do until their form is sent.
  connection.write(Buffer.alloc(1024 ** 2));
  await text(connection).catch(() => "");
  return { answer: answer.toString(), taken: connection.bytesWritten };
}

it.each([
  ["a stranger", () => ({ origin: web.url }), /^HTTP\/1\.1 401 [\s\S]*SESSION_REQUIRED/],
  ["another site", () => ({ origin: "https://elsewhere.example" }), /^HTTP\/1\.1 403 [\s\S]*ORIGIN_REFUSED/],
])("a gigabyte from %s is answered at once and not received to the end", async (_, headers, expected) => {
  const { answer, taken } = await sendGigabyte(headers());
  expect(answer).toMatch(expected);
  expect(taken).toBeLessThan(GIB / 100);
});

it("a small body that was not read leaves the connection in order for the next request", async () => {
  const stranger = web.client();
  for (let i = 0; i < 20; i += 1) {
    const headers = { origin: "https://elsewhere.example" };
    expect(
      await stranger.refusal("/session", { method: "POST", json: { name: "x".repeat(10_000) }, headers }),
    ).toMatchObject({
      code: "ORIGIN_REFUSED",
    });
  }
  expect((await stranger.get("/public")).status).toBe(200);
});
