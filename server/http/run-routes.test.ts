import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { STEP_UP_SECONDS } from "../../shared/api/session.ts";
import { CodedError } from "../../shared/errors.ts";
import type { RunEvent, RunId } from "../../shared/journal.ts";
import { PLANNED_AND_CONSENTED } from "../../shared/testing/run-histories.ts";
import type { HttpClient } from "../testing/http-client.ts";
import { openWebHarness, PASSWORD, type WebHarness } from "../testing/web-harness.ts";

const GHOST = "20261121-031200-ffffff";
const committed: RunEvent = { type: "run:committed", version: "4.7.0" };

let web: WebHarness;
let admin: HttpClient;
let cancelled: RunId[];
let noticeFile: string | null;
beforeEach(async () => {
  cancelled = [];
  noticeFile = null;
  web = await openWebHarness({
    intake: {
      async cancel(_actor, runId) {
        cancelled.push(runId);
        const state = web.journal.state(runId);
        if (state === null || state.phase === "finishing") throw new CodedError("CANCEL_TOO_LATE");
        return state;
      },
      async noticeFile() {
        if (noticeFile === null) throw new CodedError("NOT_FOUND");
        return noticeFile;
      },
    },
  });
  admin = await web.admin();
});
afterEach(() => web.stop());

describe("runs", () => {
  it.each([["limit=0"], ["limit=1000000"], ["limit=many"], ["before=../.."]])(
    "are not listed by %s",
    async (query) => {
      expect(await admin.refusal(`/runs?${query}`)).toMatchObject({ status: 400, code: "INPUT_INVALID" });
    },
  );

  it("that do not exist are not found", async () => {
    for (const path of ["", "/log", "/log.txt", "/archive", "/notice"])
      expect(await admin.refusal(`/runs/${GHOST}${path}`)).toMatchObject({ status: 404, code: "NOT_FOUND" });
  });
});

describe("the notice", () => {
  it("is a PDF that is shown, and may do nothing here", async () => {
    noticeFile = join(web.directory, "000001");
    await writeFile(noticeFile, "%PDF-1.4");
    const { status, headers, body } = await admin.get<string>(`/runs/${web.openRun()}/notice`);
    expect([status, body]).toEqual([200, "%PDF-1.4"]);
    expect(headers.get("content-type")).toBe("application/pdf");
    expect(headers.get("content-disposition")).toBe('inline; filename="notice.pdf"');
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("content-security-policy")).toBe(
      "sandbox allow-downloads; default-src 'none'; frame-ancestors 'none'",
    );
  });

  it("that is not there, or gone, is not found", async () => {
    const runId = web.openRun();
    expect(await admin.refusal(`/runs/${runId}/notice`)).toMatchObject({ status: 404, code: "NOT_FOUND" });
    noticeFile = join(web.directory, "gone");
    expect(await admin.refusal(`/runs/${runId}/notice`)).toMatchObject({ status: 404, code: "NOT_FOUND" });
  });
});

describe("cancelling", () => {
  const cancel = (runId: RunId, json: object = {}) => ({
    path: `/runs/${runId}/cancel`,
    call: { method: "POST", json },
  });
  it("an upload needs no password", async () => {
    web.pass(STEP_UP_SECONDS + 1);
    const runId = web.openRun();
    const { path, call } = cancel(runId);
    expect((await admin.call(path, call)).status).toBe(202);
    expect(web.access.audit.page(null, 1).entries).toMatchObject([
      { action: "run:cancel", outcome: "done", facts: { run: runId } },
    ]);
  });

  it("a run at work needs the password once the last one is five minutes old", async () => {
    const runId = web.openRun(1, ...PLANNED_AND_CONSENTED);
    const { path, call } = cancel(runId);
    expect((await admin.call(path, call)).status).toBe(202);
    web.pass(STEP_UP_SECONDS + 1);
    expect(await admin.refusal(path, call)).toMatchObject({ status: 403, code: "STEP_UP_REQUIRED" });
    expect(await admin.refusal(path, cancel(runId, { password: "wrong" }).call)).toMatchObject({
      status: 403,
      code: "PASSWORD_WRONG",
    });
    expect(cancelled).toEqual([runId]);
    expect((await admin.call(path, cancel(runId, { password: PASSWORD }).call)).status).toBe(202);
    // The password just given is good for the next five minutes.
    expect((await admin.call(path, call)).status).toBe(202);
    expect(cancelled).toEqual([runId, runId, runId]);
  });

  it("what is committed is refused, and the try is written down", async () => {
    const { path, call } = cancel(web.openRun(1, ...PLANNED_AND_CONSENTED, committed));
    expect(await admin.refusal(path, call)).toMatchObject({ status: 409, code: "CANCEL_TOO_LATE" });
    expect(web.access.audit.page(null, 1).entries).toMatchObject([
      { action: "run:cancel", outcome: "refused", facts: { code: "CANCEL_TOO_LATE" } },
    ]);
  });
});

it("a bug is one fixed sentence outside, and its detail is in the server's log", async () => {
  const broken = await openWebHarness({
    intake: {
      detail: async () => {
        throw new Error("SELECT password FROM somewhere");
      },
    },
  });
  const client = await broken.admin();
  const refusal = await client.refusal(`/runs/${broken.openRun()}/archive`);
  await broken.stop();
  expect(refusal).toEqual({ status: 500, code: "INTERNAL", facts: {} });
  expect(broken.logged.join("")).toContain("SELECT password FROM somewhere");
});
