import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWebHarness, type WebHarness } from "../testing/web-harness.ts";

let web: WebHarness;
beforeAll(async () => {
  web = await openWebHarness();
});
afterAll(async () => {
  expect(web.logged).toEqual([]);
  await web.stop();
});

describe("what a client sends", () => {
  it.each([
    ["no name", { password: "x" }, "name"],
    ["a blank name", { name: "  ", password: "x" }, "name"],
    ["a password that is no text", { name: "Admin", password: { $ne: "" } }, "password"],
    ["a list", [], "body"],
    ["nothing", undefined, "body"],
  ])("is refused with the field at fault: %s", async (_, json, field) => {
    const refusal = await web
      .client()
      .refusal("/session", { method: "POST", ...(json === undefined ? {} : { json }) });
    expect(refusal).toEqual({ status: 400, code: "INPUT_INVALID", facts: { field } });
  });

  it.each([
    ["is no JSON", { body: "{", headers: { "content-type": "application/json" } }],
    ["is too large", { json: { name: "x".repeat(70_000), password: "x" } }],
    [
      "is in an unknown charset",
      { body: "{}", headers: { "content-type": "application/json; charset=klingon" } },
    ],
    [
      "has an unknown content encoding",
      { body: "{}", headers: { "content-type": "application/json", "content-encoding": "zoo" } },
    ],
  ])("is the sender's mistake when it %s", async (_, call) => {
    expect(await web.client().refusal("/session", { method: "POST", ...call })).toMatchObject({
      status: 400,
      code: "INPUT_INVALID",
    });
  });

  it("does not shake the server when its path is no UTF-8, or leads nowhere", async () => {
    const rosa = await web.user("Rosa", ["systeme"]);
    expect(await rosa.refusal("/runs/%E0%A4%A")).toMatchObject({ status: 400, code: "INPUT_INVALID" });
    expect(await rosa.refusal("/nowhere")).toMatchObject({ status: 404, code: "NOT_FOUND" });
  });
});

describe("an administrator of users", () => {
  it("is answered with the rule that forbids a change", async () => {
    const ada = await web.user("Ada", ["systeme"]);
    const call = (method: string, path: string, json?: unknown) =>
      ada.refusal(path, { method, ...(json === undefined ? {} : { json }) });
    expect(await call("POST", "/users", { name: "ada", groups: [] })).toMatchObject({
      status: 409,
      code: "USER_NAME_TAKEN",
    });
    expect(await call("POST", "/users", { name: "Zoé", groups: ["ghosts"] })).toMatchObject({
      status: 400,
      facts: { field: "groups" },
    });
    expect(await call("PATCH", "/users/ghost", { active: false })).toMatchObject({ status: 404 });
    expect(await call("POST", "/groups", { name: "SYSTÈME", permissions: [] })).toMatchObject({
      code: "GROUP_NAME_TAKEN",
    });
    expect(await call("POST", "/groups", { name: "N", permissions: ["root"] })).toMatchObject({
      facts: { field: "permissions.0" },
    });
    expect(await call("DELETE", "/groups/support")).toMatchObject({ code: "BUILT_IN_PROTECTED" });
    expect(await call("PATCH", "/groups/systeme", { name: "S", permissions: [] })).toMatchObject({
      code: "LAST_SYSTEM_USER",
    });
  });
});
