import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OpenRunAnswer } from "../../shared/api/import.ts";
import type { LossCount, RevertOffer } from "../../shared/api/revert.ts";
import type { Losses } from "../../shared/journal.ts";
import type { HttpClient } from "../testing/http-client.ts";
import { goodMigration, manifestOf, NEW } from "../testing/tiny-platform.ts";
import { openWebHarness, PASSWORD, type WebHarness } from "../testing/web-harness.ts";

const LOSSES: Losses = { tables: [], files: { added: 0, changed: 0, deleted: 0 } };

let web: WebHarness;
let admin: HttpClient;
let run: string;
beforeEach(async () => {
  web = await openWebHarness({ running: true });
  admin = await web.user("Zoé", ["systeme"]);
  run = (await web.run(await web.stage(manifestOf(NEW, {}, goodMigration), goodMigration))).id;
});
afterEach(() => web.stop());

const request = (changes: object = {}) => ({
  method: "POST",
  json: { run, countedAt: 0, agreed: true, password: PASSWORD, ...changes },
});
const audited = (): unknown[] =>
  web.access.audit.page(null, 20).entries.filter(({ action }) => action === "run:revert");

async function counted(): Promise<Extract<LossCount, { status: "counted" }>> {
  let { body: count } = await admin.call<LossCount>("/revert/losses", { method: "POST" });
  while (count.status === "counting") {
    await delay(10);
    count = (await admin.get<LossCount>("/revert/losses")).body;
  }
  if (count.status !== "counted") throw new Error(`the count is ${count.status}`);
  return count;
}

describe("going back over HTTP", () => {
  it("is offered, counted and started, and written to the audit", async () => {
    expect((await admin.get<RevertOffer>("/revert")).body).toMatchObject({
      possible: true,
      run,
      undoes: NEW,
      to: "1.0.0",
    });
    expect((await admin.get<LossCount>("/revert/losses")).body).toEqual({ status: "none" });
    expect(await admin.call<LossCount>("/revert/losses", { method: "POST" })).toMatchObject({
      status: 202,
      body: { status: "counting", run },
    });
    const count = await counted();
    expect(count).toMatchObject({ status: "counted", run, losses: LOSSES });

    const { status, body } = await admin.call<OpenRunAnswer>(
      "/revert",
      request({ countedAt: count.countedAt }),
    );
    expect(status).toBe(201);
    expect(web.launched).toEqual([body.runId]);
    expect(web.journal.states({ limit: 1 })[0]).toMatchObject({
      id: body.runId,
      kind: "revert",
      reverts: run,
      consent: { by: { name: "Zoé" }, losses: LOSSES },
    });
    expect(audited()).toMatchObject([{ outcome: "done", facts: { reverts: run, run: body.runId } }]);
    expect((await admin.get<RevertOffer>("/revert")).body).toEqual({
      possible: false,
      reason: "run-open",
      run: body.runId,
    });
  });

  it.each([
    ["without agreement", { agreed: false }, 400, "LOSSES_NOT_ACCEPTED"],
    ["with a wrong password", { password: "pas le bon" }, 403, "PASSWORD_WRONG"],
    ["of another run", { run: "20261121-031200-ffffff" }, 409, "REVERT_IMPOSSIBLE"],
  ])("is refused %s", async (_, changes, status, code) => {
    const answer = await admin.call<{ error: { code: string } }>("/revert", request(changes));
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
    expect(audited()).toMatchObject([{ outcome: "refused", facts: { code } }]);
    expect(web.launched).toEqual([]);
  });

  it("is refused when what was agreed to is not what was counted", async () => {
    const refused = { status: 409, body: { error: { code: "LOSSES_NOT_COUNTED" } } };
    expect(await admin.call("/revert", request())).toMatchObject(refused);
    const { countedAt } = await counted();
    expect(await admin.call("/revert", request({ countedAt: countedAt - 1 }))).toMatchObject(refused);
    expect(web.launched).toEqual([]);
    expect(await admin.call("/revert", request({ countedAt }))).toMatchObject({ status: 201 });
  });

  it("is not for those who may only follow: they see that it is possible, and no more", async () => {
    const support = await web.user("Sacha", ["support"]);
    expect(await support.get("/revert")).toMatchObject({ status: 200, body: { possible: true } });
    for (const call of [
      support.get("/revert/losses"),
      support.call("/revert/losses", { method: "POST" }),
      support.call("/revert", request()),
    ])
      expect(await call).toMatchObject({ status: 403, body: { error: { code: "PERMISSION_DENIED" } } });
    expect(await web.client().get("/revert")).toMatchObject({ status: 401 });
  });
});
