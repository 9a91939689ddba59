import { hash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { API_PATH, type ErrorBody } from "../../shared/api/base.ts";
import type { RunFollow } from "../../shared/api/follow.ts";
import type { ArchiveDetail, OpenRunAnswer, UploadView } from "../../shared/api/import.ts";
import type { RunState } from "../../shared/run-state.ts";
import type { HttpClient } from "../testing/http-client.ts";
import { goodMigration } from "../testing/tiny-platform.ts";
import { openWebHarness, PASSWORD, type WebHarness } from "../testing/web-harness.ts";

const FILE = "tiny.maj.1.1.0.tgz";
const MIB = 1024 ** 2;
const CONSENT = { noticeRead: true, agreed: true, warningsAccepted: false, password: PASSWORD };

let web: WebHarness;
let ada: HttpClient;
beforeEach(async () => {
  web = await openWebHarness();
  ada = await web.user("Ada", ["systeme"]);
});
afterEach(async () => {
  expect(web.logged).toEqual([]);
  await web.stop();
});

/** Does not shrink: the file continues well after its metadata. */
const archive = async (version = "1.1.0"): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(
    await web.vendor.pack(
      version,
      {},
      { ...goodMigration, "scan.txt": randomBytes(100_000).toString("hex") },
    ),
  );
const openRun = async (fileSize: number, client = ada): Promise<string> =>
  (await client.post<OpenRunAnswer>("/runs", { fileName: FILE, fileSize })).body.runId;
const stateOf = async (runId: string): Promise<RunState> =>
  (await ada.get<RunFollow>(`/runs/${runId}`)).body.state;
const uploadOf = async (runId: string): Promise<UploadView> =>
  (await ada.get<UploadView>(`/runs/${runId}/upload`)).body;

const BOUNDARY = "----superviseur-test";
const HEAD = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="archive"; filename="part"\r\nContent-Type: application/gzip\r\n\r\n`;
const TAIL = `\r\n--${BOUNDARY}--\r\n`;

/** A part whose bytes the test sends when it likes, on a bare connection: node's own client would close it at an early answer. */
function slowPart(
  runId: string,
  offset: number,
  bytes: Uint8Array,
  headers: Record<string, string> = {},
): Socket {
  const connection = connect(Number(new URL(web.url).port), "127.0.0.1");
  connection.on("error", () => {});
  const query = `offset=${offset}&bytes=${bytes.length}&sha256=${hash("sha256", bytes)}`;
  const all = ada.headers("POST", {
    host: new URL(web.url).host,
    "content-type": `multipart/form-data; boundary=${BOUNDARY}`,
    "content-length": String(HEAD.length + bytes.length + TAIL.length),
    ...headers,
  });
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  connection.write(`POST ${API_PATH}/runs/${runId}/parts?${query} HTTP/1.1\r\n${lines.join("")}\r\n`);
  return connection;
}

describe("a good archive", () => {
  it("is sent in parts, reviewed and started by the one who consents", async () => {
    const bytes = await archive();
    const runId = await openRun(bytes.length);
    const sent = await ada.upload(runId, bytes);
    expect([sent.status, sent.body.phase]).toEqual([200, "reviewing"]);
    expect((await ada.get<ArchiveDetail>(`/runs/${runId}/archive`)).body).toMatchObject({
      hasNotice: false,
      scope: null,
    });
    const started = await ada.post<RunState>(`/runs/${runId}/start`, CONSENT);
    expect([started.status, started.body.phase, started.body.consent?.by.name]).toEqual([
      202,
      "running",
      "Ada",
    ]);
    expect(web.launched).toEqual([runId]);
    const lines = web.access.audit.page(null, 10).entries.filter(({ facts }) => facts.run === runId);
    expect(lines.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      "run:start done",
      "run:open done",
    ]);
  });

  it("needs both boxes ticked and the right password, and slows guesses", async () => {
    const bytes = await archive();
    const runId = await openRun(bytes.length);
    await ada.upload(runId, bytes);
    const start = (json: object) => ada.refusal(`/runs/${runId}/start`, { method: "POST", json });
    expect(await start({ ...CONSENT, agreed: false })).toMatchObject({
      status: 422,
      code: "INFORMATION_NOT_ACCEPTED",
    });
    expect(await start({ ...CONSENT, noticeRead: false })).toMatchObject({
      code: "INFORMATION_NOT_ACCEPTED",
    });
    for (let i = 0; i < 4; i += 1)
      expect(await start({ ...CONSENT, password: "wrong" })).toMatchObject({
        status: 403,
        code: "PASSWORD_WRONG",
      });
    const throttled = await ada.call<ErrorBody>(`/runs/${runId}/start`, { method: "POST", json: CONSENT });
    expect([throttled.status, throttled.body.error.code]).toEqual([429, "LOGIN_THROTTLED"]);
    expect((await stateOf(runId)).phase).toBe("reviewing");
    expect(web.launched).toEqual([]);
  });

  it("is resumed by another administrator, who sees which parts are there and which are missing", async () => {
    const bytes = await archive();
    const runId = await openRun(bytes.length);
    await ada.part(runId, 0, bytes.slice(0, 1000));
    const zoe = await web.user("Zoé", ["systeme"]);
    const { body: view } = await zoe.get<UploadView>(`/runs/${runId}/upload`);
    expect(view).toMatchObject({ fileName: FILE, fileSize: bytes.length, received: 1000, judged: false });
    expect(view.parts).toEqual([{ offset: 0, bytes: 1000, sha256: hash("sha256", bytes.subarray(0, 1000)) }]);
    expect(view.abandonedAt).toBeGreaterThan(Date.now());
    const lines = view.budget.fileSystems.flatMap(({ lines }) => lines);
    expect(lines.find(({ purpose }) => purpose === "archive")).toEqual({
      purpose: "archive",
      bytes: bytes.length,
    });
    const rest = await zoe.part(runId, 1000, bytes.slice(1000));
    expect(rest.body).toEqual({ received: bytes.length, judged: expect.any(Boolean) });
    await vi.waitFor(async () => expect((await stateOf(runId)).phase).toBe("reviewing"), { timeout: 20_000 });
  });
});

describe("a part", () => {
  it("that is already there is answered before its bytes are read", async () => {
    const bytes = await archive();
    const runId = await openRun(bytes.length);
    await ada.part(runId, 0, bytes.slice(0, 1000));
    const connection = slowPart(runId, 0, bytes.subarray(0, 1000));
    const [answer] = (await once(connection, "data")) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 [\s\S]*"received":1000/);
    connection.destroy();
  });

  it("whose connection breaks is not kept, and is sent again alone", async () => {
    const bytes = await archive();
    const runId = await openRun(bytes.length);
    const connection = slowPart(runId, 0, bytes);
    connection.write(HEAD);
    connection.write(bytes.subarray(0, 5000));
    await vi.waitFor(async () =>
      expect((await ada.get<RunFollow>(`/runs/${runId}`)).body.progress?.done).toBeGreaterThan(0),
    );
    connection.destroy();
    expect((await uploadOf(runId)).parts).toEqual([]);
    expect((await ada.upload(runId, bytes)).body.phase).toBe("reviewing");
  });

  it("sent twice at the same time is kept once", async () => {
    const bytes = await archive();
    const runId = await openRun(bytes.length);
    const answers = await Promise.all([
      ada.part(runId, 0, bytes.slice(0, 2000)),
      ada.part(runId, 0, bytes.slice(0, 2000)),
    ]);
    expect(answers.map(({ status, body }) => [status, body.received])).toEqual([
      [200, 2000],
      [200, 2000],
    ]);
  });

  it("altered on its way is requested again", async () => {
    const bytes = await archive();
    const runId = await openRun(bytes.length);
    const answer = await ada.part<ErrorBody>(runId, 0, bytes.slice(0, 1000), hash("sha256", "another"));
    expect([answer.status, answer.body.error]).toEqual([
      422,
      { code: "UPLOAD_PART_ALTERED", facts: { offset: 0 } },
    ]);
    expect((await ada.upload(runId, bytes)).status).toBe(200);
  });

  it.each([
    ["larger than a part may be", `offset=0&bytes=${9 * MIB}&sha256=${"0".repeat(64)}`, "bytes"],
    ["without a hash", "offset=0&bytes=10", "sha256"],
    ["before the file's start", `offset=-1&bytes=10&sha256=${"0".repeat(64)}`, "offset"],
    ["of another length than announced", `offset=0&bytes=1&sha256=${"0".repeat(64)}`, "content-length"],
  ])("%s is refused before it is read", async (_, query, field) => {
    const runId = await openRun(1000);
    const form = new FormData();
    form.append("archive", new Blob([new Uint8Array(5000)]));
    const refusal = await ada.refusal(`/runs/${runId}/parts?${query}`, { method: "POST", body: form });
    expect(refusal).toMatchObject({ status: 400, code: "INPUT_INVALID", facts: { field } });
  });

  it("under another name, and a form without a file, are refused", async () => {
    const runId = await openRun(1000);
    const query = `offset=0&bytes=10&sha256=${"0".repeat(64)}`;
    const other = new FormData();
    other.append("file", new Blob([new Uint8Array(10)]), "a");
    expect(await ada.refusal(`/runs/${runId}/parts?${query}`, { method: "POST", body: other })).toMatchObject(
      { facts: { field: "file" } },
    );
    const field = new FormData();
    field.append("archive", "text instead of a file");
    expect(await ada.refusal(`/runs/${runId}/parts?${query}`, { method: "POST", body: field })).toMatchObject(
      { code: "INPUT_INVALID" },
    );
  });
});

describe("a refused archive", () => {
  it("is refused within its first part, and every further part hears why", async () => {
    const runId = await openRun(64 * MIB);
    const zip = new Uint8Array(1000);
    zip.set([0x50, 0x4b, 3, 4]);
    const answer = await ada.part<ErrorBody>(runId, 0, zip);
    expect([answer.status, answer.body.error.code]).toEqual([422, "ARCHIVE_IS_ZIP"]);
    expect((await ada.part<ErrorBody>(runId, 1000, zip)).body.error.code).toBe("ARCHIVE_IS_ZIP");
    expect(await stateOf(runId)).toMatchObject({
      phase: "ended",
      outcome: "refused",
      error: { code: "ARCHIVE_IS_ZIP" },
    });
    expect(readdirSync(web.platform.root.uploads)).toEqual([]);
  });

  it("is reported to a part that is still on its way, then the server closes the connection", async () => {
    const bytes = await archive("0.9.0");
    const runId = (
      await ada.post<OpenRunAnswer>("/runs", { fileName: "tiny.maj.0.9.0.tgz", fileSize: bytes.length })
    ).body.runId;
    const last = bytes.slice(-1000);
    const connection = slowPart(runId, bytes.length - 1000, last);
    connection.write(HEAD);
    connection.write(last.subarray(0, 10));
    const answered = text(connection);
    expect((await ada.part<ErrorBody>(runId, 0, bytes.slice(0, -1000))).body.error.code).toBe(
      "ARCHIVE_OLDER",
    );
    expect(await answered).toMatch(/^HTTP\/1\.1 422 [\s\S]*ARCHIVE_OLDER/);
  });

  it("stopped by another administrator says by whom", async () => {
    const runId = await openRun(64 * MIB);
    await ada.part(runId, 0, (await archive()).slice(0, 1000));
    const zoe = await web.user("Zoé", ["systeme"]);
    expect((await zoe.post<RunState>(`/runs/${runId}/cancel`, {})).body).toMatchObject({
      phase: "ended",
      outcome: "cancelled",
    });
    const answer = await ada.part<ErrorBody>(runId, 1000, new Uint8Array(10));
    expect(answer.body.error).toEqual({ code: "RUN_CANCELLED", facts: { by: "Zoé" } });
  });
});
