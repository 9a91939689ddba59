/** Browsers send a form again by themselves, unseen by the page, when the connection breaks before the answer. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { API_PATH } from "../../shared/api.ts";
import { CodedError } from "../../shared/errors.ts";
import type { RunId } from "../../shared/journal.ts";
import { type Doors, openDoors } from "../testing/doors-harness.ts";
import type { HttpClient } from "../testing/http-client.ts";

const SIZE = 100_000;
const BOUNDARY = "----superviseur-test";

let doors: Doors;
let admin: HttpClient;
let reading: PromiseWithResolvers<void>;
let gone: PromiseWithResolvers<void>;
let cleaned: PromiseWithResolvers<void>;
beforeEach(async () => {
  [reading, gone, cleaned] = [Promise.withResolvers(), Promise.withResolvers(), Promise.withResolvers()];
  doors = await openDoors({
    intake: {
      /** As the real one: one reader a run; an abort ends the run once everything is cleaned up. */
      async receive(runId, _source, signal) {
        reading.resolve();
        await once(signal, "abort");
        gone.resolve();
        await cleaned.promise;
        const error = { code: "UPLOAD_INTERRUPTED", facts: {} } as const;
        doors.journal.append(runId, { type: "run:ended", outcome: "cancelled", error, locked: false });
        throw new CodedError("UPLOAD_INTERRUPTED");
      },
    },
  });
  admin = await doors.admin();
});
afterEach(() => doors.stop());

function begin(runId: RunId): Socket {
  const { host, port } = new URL(doors.url);
  const connection = connect(Number(port), "127.0.0.1");
  connection.on("error", () => {});
  const headers = admin.headers("POST", {
    host,
    "content-type": `multipart/form-data; boundary=${BOUNDARY}`,
    "content-length": String(SIZE + 300),
  });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const part = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="archive"; filename="a.tgz"\r\n\r\nfirst bytes`;
  connection.write(`POST ${API_PATH}/runs/${runId}/content HTTP/1.1\r\n${lines.join("")}\r\n${part}`);
  return connection;
}

it("an upload sent again after its run has ended is told how it ended", async () => {
  const runId = doors.run(SIZE);
  const first = begin(runId);
  await reading.promise;
  first.destroy();
  await gone.promise;
  cleaned.resolve();
  const answer = await admin.upload(runId, new Uint8Array(SIZE), "a.tgz");
  expect(answer).toMatchObject({ status: 400, body: { error: { code: "UPLOAD_INTERRUPTED" } } });
});

it("an upload sent again while the first is being cleaned up waits for that, and is told the same", async () => {
  const runId = doors.run(SIZE);
  const first = begin(runId);
  await reading.promise;
  first.destroy();
  await gone.promise;
  const answer = admin.upload(runId, new Uint8Array(SIZE), "a.tgz");
  // Any other request is answered meanwhile: the second upload has arrived by then.
  await admin.get("/session");
  cleaned.resolve();
  expect(await answer).toMatchObject({ status: 400, body: { error: { code: "UPLOAD_INTERRUPTED" } } });
});

it("an upload sent again before the server saw the first one break is told the same", async () => {
  const runId = doors.run(SIZE);
  const first = begin(runId);
  await reading.promise;
  const answer = admin.upload(runId, new Uint8Array(SIZE), "a.tgz");
  await admin.get("/session");
  first.destroy();
  cleaned.resolve();
  expect(await answer).toMatchObject({ status: 400, body: { error: { code: "UPLOAD_INTERRUPTED" } } });
});
