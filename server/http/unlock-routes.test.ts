import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OpenRunAnswer } from "../../shared/api/import.ts";
import { STEP_UP_SECONDS } from "../../shared/api/session.ts";
import { type RunId, runIdSchema } from "../../shared/journal.ts";
import type { RunState } from "../../shared/run-state.ts";
import type { HttpClient } from "../testing/http-client.ts";
import { type UnlockWish, unlockBy } from "../testing/tiny-unlock.ts";
import { INSTALLATION, openWebHarness, PASSWORD, type WebHarness } from "../testing/web-harness.ts";
import type { Signer } from "../vendor/keys.ts";

const FILE = "tiny.maj.1.1.0.tgz";
const CONSENT = { noticeRead: true, agreed: true, warningsAccepted: false, password: PASSWORD };
const CAUSE = { code: "MIGRATION_FAILED", facts: {} } as const;

let web: WebHarness;
let ada: HttpClient;
let bytes: Uint8Array<ArrayBuffer>;
beforeEach(async () => {
  web = await openWebHarness();
  ada = await web.user("Ada", ["systeme"]);
  bytes = new Uint8Array(await web.vendor.pack("1.1.0"));
});
afterEach(async () => {
  expect(web.logged).toEqual([]);
  await web.stop();
});

const support = (): Signer => {
  const { support: signer } = web.vendor.keys;
  if (signer === null) throw new Error("a new ring has support");
  return signer;
};
const unlockFor = (run: string, wish: Partial<UnlockWish> = {}): string =>
  unlockBy({ installation: INSTALLATION, run, ...wish }, support());
const importing = async (): Promise<string> =>
  (await ada.post<OpenRunAnswer>("/runs", { fileName: FILE, fileSize: bytes.length })).body.runId;
const refusedImport = async (): Promise<unknown> =>
  (await ada.upload<{ error?: unknown }>(await importing(), bytes)).body.error ?? "accepted";

/** An update that failed; its runner is played by the test. */
async function failed(outcome: "rolled-back" | "intervention"): Promise<RunId> {
  const runId = runIdSchema.parse(await importing());
  await ada.upload(runId, bytes);
  await ada.post(`/runs/${runId}/start`, CONSENT);
  web.journal.append(runId, { type: "run:rolling-back", cause: CAUSE });
  web.journal.append(runId, { type: "run:ended", outcome, error: CAUSE, locked: true });
  web.launched.length = 0;
  return runId;
}
const call = (unlock: string, password = PASSWORD) => ({ method: "POST", json: { unlock, password } });
const records = (runId: RunId) =>
  web.journal.recordsOf(runId).filter(({ event }) => event.type === "run:unlocked");

describe("an archive whose update failed", () => {
  it("may be imported again once support has unlocked it, and only once", async () => {
    const runId = await failed("rolled-back");
    expect(await refusedImport()).toMatchObject({ code: "ARCHIVE_LOCKED", facts: { run: runId } });

    const unlock = unlockFor(runId, { reference: "2026-1123" });
    const answer = await ada.call<RunState>(
      `/runs/${runId}/unlock`,
      call(`Bonjour,\r\n> ${unlock.replaceAll("\n", "\r\n> ")}`),
    );
    expect(answer).toMatchObject({
      status: 202,
      body: {
        phase: "ended",
        outcome: "rolled-back",
        locked: false,
        unlocked: { by: { name: "Ada" }, action: "retry", reference: "2026-1123" },
      },
    });
    expect(web.launched).toEqual([]);
    expect(await ada.refusal(`/runs/${runId}/unlock`, call(unlock))).toMatchObject({
      status: 409,
      code: "UNLOCK_USED",
    });
    expect(records(runId)).toHaveLength(1);

    const again = await failed("rolled-back");
    expect(await ada.refusal(`/runs/${again}/unlock`, call(unlock))).toMatchObject({
      status: 422,
      code: "UNLOCK_OTHER_RUN",
    });
    expect(await refusedImport()).toMatchObject({ code: "ARCHIVE_LOCKED", facts: { run: again } });
  });

  it("stays locked without the password, and for a user without the permission to unlock", async () => {
    const runId = await failed("rolled-back");
    const path = `/runs/${runId}/unlock`;
    expect(await ada.refusal(path, call(unlockFor(runId), "wrong"))).toMatchObject({
      status: 403,
      code: "PASSWORD_WRONG",
    });
    expect(await ada.refusal(path, { method: "POST", json: { unlock: unlockFor(runId) } })).toMatchObject({
      status: 400,
      code: "INPUT_INVALID",
    });
    const alex = await web.user("Alex", ["support"]);
    expect(await alex.refusal(path, call(unlockFor(runId)))).toMatchObject({
      status: 403,
      code: "PERMISSION_DENIED",
    });
    expect(await web.client().refusal(path, call(unlockFor(runId)))).toMatchObject({ status: 401 });
    expect(await ada.refusal("/runs/20261121-031200-ffffff/unlock", call(unlockFor(runId)))).toMatchObject({
      status: 404,
      code: "NOT_FOUND",
    });
    expect(records(runId)).toEqual([]);
  });

  it("is unlocked by one of two who bring the same text at once", async () => {
    const runId = await failed("rolled-back");
    const unlock = unlockFor(runId);
    const answers = await Promise.all([1, 2, 3].map(() => ada.call(`/runs/${runId}/unlock`, call(unlock))));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
    expect(records(runId)).toHaveLength(1);
  });
});

describe("a platform that waits for support", () => {
  it("takes no import, and gets a runner as soon as support allows what it does", async () => {
    const runId = await failed("intervention");
    const opening = { method: "POST", json: { fileName: FILE, fileSize: bytes.length } };
    expect(await ada.refusal("/runs", opening)).toEqual({
      status: 409,
      code: "INTERVENTION_PENDING",
      facts: { run: runId },
    });

    const answer = await ada.call<RunState>(
      `/runs/${runId}/unlock`,
      call(unlockFor(runId, { action: "go-back" })),
    );
    expect(answer).toMatchObject({
      status: 202,
      body: { phase: "rolling-back", attempts: 0, unlocked: { action: "go-back" } },
    });
    expect(web.launched).toEqual([runId]);
    expect(await ada.refusal("/runs", opening)).toMatchObject({ code: "RUN_IN_PROGRESS" });

    web.journal.append(runId, { type: "run:ended", outcome: "rolled-back", error: CAUSE, locked: true });
    expect(await refusedImport()).toMatchObject({ code: "ARCHIVE_LOCKED", facts: { run: runId } });
    const second = unlockFor(runId, { issued: Date.now() + STEP_UP_SECONDS });
    expect((await ada.call(`/runs/${runId}/unlock`, call(second))).status).toBe(202);
    expect(await refusedImport()).toBe("accepted");
  });

  it("is not taken up again under the feet of a newer run", async () => {
    const runId = await failed("intervention");
    const later = runIdSchema.parse("20991121-031200-a1b2c3");
    web.journal.append(later, {
      type: "run:opened",
      by: { id: "1", name: "Admin" },
      fileName: FILE,
      fileSize: 1,
      from: "1.0.0",
    });
    const refusal = await ada.refusal(`/runs/${runId}/unlock`, call(unlockFor(runId, { action: "accept" })));
    expect(refusal).toMatchObject({ status: 409, code: "UNLOCK_NOT_FOR_THIS" });
    expect(web.launched).toEqual([]);
  });
});

it("who unlocked what, and on which of support's cases, is in the audit; refusals too", async () => {
  const runId = await failed("rolled-back");
  const stranger = unlockBy(
    { installation: INSTALLATION, run: runId, action: "accept", reference: "?" },
    web.vendor.keys.signers.stable,
  );
  await ada.refusal(`/runs/${runId}/unlock`, call(stranger));
  await ada.refusal(`/runs/${runId}/unlock`, call("let me in"));
  await ada.call(`/runs/${runId}/unlock`, call(unlockFor(runId)));
  const lines = web.access.audit.page(null, 10).entries.filter(({ action }) => action === "run:unlock");
  expect(lines.map(({ actor, outcome, facts }) => [actor.name, outcome, facts])).toEqual([
    ["Ada", "done", { run: runId, action: "retry", reference: "2026-1123" }],
    ["Ada", "refused", { run: runId, code: "UNLOCK_INVALID" }],
    ["Ada", "refused", { run: runId, action: "accept", reference: "?", code: "UNLOCK_UNKNOWN_SIGNER" }],
  ]);
});
