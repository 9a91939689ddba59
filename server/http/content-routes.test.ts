import { randomBytes } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { API_PATH, type ErrorBody, type OpenRunAnswer, type RunFollow } from "../../shared/api.ts";
import type { RunState } from "../../shared/run-state.ts";
import type { HttpClient } from "../testing/http-client.ts";
import { PASSWORD, type TinyDoors, tinyDoors } from "../testing/tiny-doors.ts";
import { goodMigration } from "../testing/tiny-platform.ts";

const FILE = "tiny.maj.1.1.0.tgz";
const MIB = 1024 ** 2;
const CONSENT = { noticeRead: true, agreed: true, warningsAccepted: false, password: PASSWORD };

let doors: TinyDoors;
let ada: HttpClient;
beforeEach(async () => {
  doors = await tinyDoors();
  ada = await doors.userOf("Ada", ["systeme"]);
});
afterEach(async () => {
  expect(doors.errors).toEqual([]);
  await doors.closeAll();
});

/** Does not shrink: half of it is still being read when the connection breaks. */
const archive = async (): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await doors.vendor.pack("1.1.0", {}, { ...goodMigration, "scan.txt": randomBytes(400_000).toString("hex") }));
const openRun = async (fileSize: number, client = ada): Promise<string> => {
  const { body } = await client.post<OpenRunAnswer>("/runs", { fileName: FILE, fileSize });
  return body.runId;
};
const stateOf = async (runId: string): Promise<RunState> => (await ada.get<RunFollow>(`/runs/${runId}`)).body.state;
const staged = (): string[] =>
  existsSync(doors.platform.root.stagings) ? readdirSync(doors.platform.root.stagings, { recursive: true, encoding: "utf8" }) : [];

const BOUNDARY = "----superviseur-test";
const HEAD = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="archive"; filename="${FILE}"\r\nContent-Type: application/gzip\r\n\r\n`;
const TAIL = `\r\n--${BOUNDARY}--\r\n`;

/** An upload whose bytes the test sends when it likes. */
function slowUpload(runId: string, fileSize: number): { request: ClientRequest; answer: Promise<{ status: number; body: ErrorBody }> } {
  const request = httpRequest(`${doors.url}${API_PATH}/runs/${runId}/content`, {
    method: "POST",
    agent: false,
    headers: ada.headers("POST", {
      "content-type": `multipart/form-data; boundary=${BOUNDARY}`,
      "content-length": String(HEAD.length + fileSize + TAIL.length),
    }),
  });
  const answer = new Promise<IncomingMessage>((resolve, reject) => request.once("response", resolve).once("error", reject)).then(
    async (response) => ({
      status: response.statusCode ?? 0,
      body: JSON.parse(await text(response)) as ErrorBody,
    }),
  );
  answer.catch(() => {});
  request.write(HEAD);
  return { request, answer };
}
const beingRead = (runId: string) => vi.waitFor(async () => expect((await stateOf(runId)).steps.receive.status).toBe("running"));

describe("a good archive", () => {
  it("is sent, reviewed and started by the one who consents", async () => {
    const bytes = await archive();
    const runId = await openRun(bytes.length);
    const sent = await ada.upload<RunState>(runId, bytes, FILE);
    expect([sent.status, sent.body.phase]).toEqual([200, "reviewing"]);
    expect((await ada.get(`/runs/${runId}/archive`)).body).toEqual({
      notes: null,
      importantInformation: [],
      hasNotice: false,
      scope: null,
    });
    const started = await ada.post<RunState>(`/runs/${runId}/start`, CONSENT);
    expect([started.status, started.body.phase]).toEqual([202, "running"]);
    expect(started.body.consent?.by.name).toBe("Ada");
    expect(doors.launched).toEqual([runId]);
    const lines = doors.access.audit.page(null, 10).entries.filter(({ facts }) => facts.run === runId);
    expect(lines.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual(["run:start done", "run:open done"]);
  });

  it("needs both boxes ticked and the right password, and slows guesses", async () => {
    const bytes = await archive();
    const runId = await openRun(bytes.length);
    await ada.upload(runId, bytes, FILE);
    const start = (json: object) => ada.refusal(`/runs/${runId}/start`, { method: "POST", json });
    expect(await start({ ...CONSENT, agreed: false })).toMatchObject({ status: 422, code: "INFORMATION_NOT_ACCEPTED" });
    expect(await start({ ...CONSENT, noticeRead: false })).toMatchObject({ code: "INFORMATION_NOT_ACCEPTED" });
    for (let i = 0; i < 4; i += 1)
      expect(await start({ ...CONSENT, password: "wrong" })).toMatchObject({ status: 403, code: "PASSWORD_WRONG" });
    const throttled = await ada.call<ErrorBody>(`/runs/${runId}/start`, { method: "POST", json: CONSENT });
    expect([throttled.status, throttled.body.error.code]).toEqual([429, "LOGIN_THROTTLED"]);
    expect(Number(throttled.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await stateOf(runId)).phase).toBe("reviewing");
    expect(doors.launched).toEqual([]);
  });
});

describe("a refused archive", () => {
  it("is answered while the sender still has most of it, then the server lets go of the connection", async () => {
    const runId = await openRun(64 * MIB);
    // A bare connection: node's own client would close it by itself at the early answer.
    const connection = connect(Number(new URL(doors.url).port), "127.0.0.1");
    const headers = ada.headers("POST", {
      host: new URL(doors.url).host,
      "content-type": `multipart/form-data; boundary=${BOUNDARY}`,
      "content-length": String(HEAD.length + 64 * MIB + TAIL.length),
    });
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    connection.write(`POST ${API_PATH}/runs/${runId}/content HTTP/1.1\r\n${lines.join("")}\r\n${HEAD}`);
    const zip = Buffer.alloc(MIB);
    zip.write("PK\u0003\u0004", "latin1");
    connection.write(zip);
    // Resolves when the server has closed: we never do.
    const answer = await text(connection);
    expect(answer).toMatch(/^HTTP\/1\.1 422 /);
    expect(answer).toContain('"code":"ARCHIVE_IS_ZIP"');
    expect(await stateOf(runId)).toMatchObject({ phase: "ended", outcome: "refused", error: { code: "ARCHIVE_IS_ZIP" } });
    expect(staged()).toEqual([]);
  });

  it("is answered also when the sender goes on sending", async () => {
    const runId = await openRun(64 * MIB);
    const { request, answer } = slowUpload(runId, 64 * MIB);
    request.on("error", () => {});
    for (let i = 0; i < 64; i += 1) request.write(Buffer.alloc(MIB, "x"));
    request.end(TAIL);
    expect(await answer).toMatchObject({ status: 422, body: { error: { code: "ARCHIVE_NOT_GZIP" } } });
    expect((await stateOf(runId)).phase).toBe("ended");
    await expect(openRun(MIB)).resolves.toEqual(expect.any(String));
  });

  it("leaves nothing behind when its last bytes were changed", async () => {
    const bytes = await archive();
    bytes[bytes.length - 100_000] = 255 - (bytes[bytes.length - 100_000] ?? 0);
    const runId = await openRun(bytes.length);
    expect((await ada.upload(runId, bytes, FILE)).status).toBe(422);
    expect(await stateOf(runId)).toMatchObject({ phase: "ended", outcome: "refused", steps: { receive: { status: "failed" } } });
    expect(staged()).toEqual([]);
  });
});

describe("an upload", () => {
  it("that is cut in the middle ends the run and leaves nothing behind", async () => {
    const bytes = await archive();
    const runId = await openRun(bytes.length);
    const { request } = slowUpload(runId, bytes.length);
    request.on("error", () => {});
    request.write(bytes.subarray(0, bytes.length / 2));
    await beingRead(runId);
    request.destroy();
    await vi.waitFor(async () =>
      expect(await stateOf(runId)).toMatchObject({ phase: "ended", outcome: "cancelled", error: { code: "UPLOAD_INTERRUPTED" } }),
    );
    expect(staged()).toEqual([]);
    await expect(openRun(MIB)).resolves.toEqual(expect.any(String));
  });

  it("does not disturb, and is not disturbed by, a second one for the same run", async () => {
    const bytes = await archive();
    const runId = await openRun(bytes.length);
    const { request, answer } = slowUpload(runId, bytes.length);
    request.write(bytes.subarray(0, bytes.length / 2));
    await beingRead(runId);
    const second = await ada.upload<ErrorBody>(runId, bytes, FILE);
    expect([second.status, second.body.error.code]).toEqual([409, "RUN_NOT_WAITING"]);
    request.write(bytes.subarray(bytes.length / 2));
    request.end(TAIL);
    expect(await answer).toMatchObject({ status: 200, body: { phase: "reviewing" } });
    const third = await ada.upload<ErrorBody>(runId, bytes, FILE);
    expect(third.body.error.code).toBe("RUN_NOT_WAITING");
    expect((await stateOf(runId)).phase).toBe("reviewing");
  });

  it("is cut by a cancel, and its sender is told by whom", async () => {
    const bytes = await archive();
    const runId = await openRun(bytes.length);
    const { request, answer } = slowUpload(runId, bytes.length);
    request.write(bytes.subarray(0, bytes.length / 2));
    await beingRead(runId);
    const zoe = await doors.userOf("Zoé", ["systeme"]);
    expect((await zoe.post(`/runs/${runId}/cancel`, {})).status).toBe(202);
    expect(await answer).toMatchObject({ status: 409, body: { error: { code: "RUN_CANCELLED", facts: { by: "Zoé" } } } });
    expect(await stateOf(runId)).toMatchObject({ phase: "ended", outcome: "cancelled", error: { code: "RUN_CANCELLED" } });
    expect(staged()).toEqual([]);
  });

  it("of another size than announced is refused before it is read", async () => {
    const runId = await openRun(10);
    const answer = await ada.upload<ErrorBody>(runId, new Uint8Array(MIB), FILE);
    expect([answer.status, answer.body.error]).toMatchObject([400, { code: "INPUT_INVALID", facts: { field: "content-length" } }]);
    expect((await stateOf(runId)).phase).toBe("receiving");
  });

  it.each([
    ["under another name", "photo"],
    ["as a field", null],
  ])("%s is refused, and the right one may follow", async (_, field) => {
    const bytes = await archive();
    const runId = await openRun(bytes.length);
    const form = new FormData();
    if (field === null) form.append("archive", "x".repeat(bytes.length));
    else form.append(field, new Blob([bytes]), FILE);
    expect(await ada.refusal(`/runs/${runId}/content`, { method: "POST", body: form })).toMatchObject({
      status: 400,
      code: "INPUT_INVALID",
    });
    expect((await ada.upload(runId, bytes, FILE)).status).toBe(200);
  });

  it("of a run that does not exist is not found", async () => {
    expect((await ada.upload("20261121-031200-a1b2c3", new Uint8Array(10), FILE)).status).toBe(404);
    expect((await ada.upload("..%2f..", new Uint8Array(10), FILE)).status).toBe(404);
  });
});

describe("of two administrators", () => {
  it("the second is told who is importing, then who has started", async () => {
    const zoe = await doors.userOf("Zoé", ["systeme"]);
    const bytes = await archive();
    const runId = await openRun(bytes.length);
    const second = () => zoe.refusal("/runs", { method: "POST", json: { fileName: FILE, fileSize: 10 } });
    expect(await second()).toEqual({ status: 409, code: "IMPORT_BUSY", facts: { by: "Ada" } });
    await ada.upload(runId, bytes, FILE);
    expect(await second()).toMatchObject({ code: "IMPORT_BUSY" });
    await ada.post(`/runs/${runId}/start`, CONSENT);
    expect(await second()).toEqual({ status: 409, code: "RUN_IN_PROGRESS", facts: { by: "Ada" } });
    expect(doors.access.audit.page(null, 1).entries).toMatchObject([
      { actor: { name: "Zoé" }, action: "run:open", outcome: "refused", facts: { code: "RUN_IN_PROGRESS" } },
    ]);
  });

  it("only one opens, and only one starts, at the same instant", async () => {
    const zoe = await doors.userOf("Zoé", ["systeme"]);
    const bytes = await archive();
    const opened = await Promise.all(
      [ada, zoe].map((client) => client.post<OpenRunAnswer>("/runs", { fileName: FILE, fileSize: bytes.length })),
    );
    expect(opened.map(({ status }) => status).sort()).toEqual([201, 409]);
    const runId = opened.find(({ status }) => status === 201)?.body.runId ?? "";
    await ada.upload(runId, bytes, FILE);
    const starts = await Promise.all([ada, zoe].map((client) => client.post(`/runs/${runId}/start`, CONSENT)));
    expect(starts.map(({ status }) => status).sort()).toEqual([202, 409]);
    expect(doors.launched).toEqual([runId]);
  });
});
