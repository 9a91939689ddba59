import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ErrorBody, NewPassword, SessionView } from "../../shared/api.ts";
import { PASSWORD, type TinyDoors, tinyDoors } from "../testing/tiny-doors.ts";

let doors: TinyDoors;
beforeEach(async () => {
  doors = await tinyDoors();
});
afterEach(async () => {
  expect(doors.errors).toEqual([]);
  await doors.closeAll();
});

describe("somebody who logs in", () => {
  it("must change the first password, and is then let in", async () => {
    const admin = doors.anybody();
    expect(await admin.login("admin", doors.firstPassword)).toMatchObject({ user: { name: "Admin" }, mustChangePassword: true });
    expect(await admin.refusal("/overview")).toMatchObject({ code: "PASSWORD_CHANGE_REQUIRED" });
    const weak = { method: "POST", json: { current: doors.firstPassword, next: "court" } };
    expect(await admin.refusal("/session/password", weak)).toMatchObject({ status: 422, code: "PASSWORD_WEAK", facts: { minimum: 12 } });
    const changed = await admin.post<SessionView>("/session/password", { current: doors.firstPassword, next: PASSWORD });
    expect(changed.body.mustChangePassword).toBe(false);
    expect((await admin.get("/overview")).status).toBe(200);
  });

  it("gets a cookie that scripts, other sites and other paths do not see", async () => {
    const json = { name: "Admin", password: doors.firstPassword };
    const { headers } = await doors.anybody().call("/session", { method: "POST", json });
    const [cookie = ""] = headers.getSetCookie();
    expect(cookie.split("; ").slice(1).sort()).toEqual(["HttpOnly", "Path=/superviseur", "SameSite=Strict"]);
  });

  it("is out for good after leaving: the cookie itself is worth nothing any more", async () => {
    const ada = await doors.userOf("Ada", ["systeme"]);
    const { cookie } = ada;
    expect((await ada.call("/session", { method: "DELETE" })).status).toBe(204);
    ada.cookie = cookie;
    expect(await ada.refusal("/session")).toMatchObject({ status: 401, code: "SESSION_REQUIRED" });
  });

  it("loses the session from before, which nobody holds any more", async () => {
    const ada = await doors.userOf("Ada", ["systeme"]);
    const { cookie, csrf } = ada;
    await ada.login("Ada", PASSWORD);
    const old = Object.assign(doors.anybody(), { cookie, csrf });
    expect(await old.refusal("/session")).toMatchObject({ code: "SESSION_REQUIRED" });
    expect((await ada.get("/session")).status).toBe(200);
  });

  it("is not told whether the name or the password was wrong, and is slowed", async () => {
    const guess = (name: string) => doors.anybody().refusal("/session", { method: "POST", json: { name, password: "guess" } });
    const unknown = await guess("nobody");
    expect(unknown).toEqual({ status: 401, code: "LOGIN_FAILED", facts: {} });
    for (let i = 0; i < 4; i += 1) expect(await guess("Admin")).toEqual(unknown);
    const answer = await doors.anybody().call<ErrorBody>("/session", { method: "POST", json: { name: "Admin", password: "guess" } });
    expect([answer.status, answer.body.error.code]).toEqual([429, "LOGIN_THROTTLED"]);
    expect(answer.headers.get("retry-after")).toBe(String(answer.body.error.facts.seconds));
  });
});

describe("what somebody sends", () => {
  it.each([
    ["no name", { password: "x" }, "name"],
    ["a blank name", { name: "  ", password: "x" }, "name"],
    ["a password that is no text", { name: "Admin", password: { $ne: "" } }, "password"],
    ["a list", [], "body"],
    ["nothing", undefined, "body"],
  ])("is refused with the field at fault: %s", async (_, json, field) => {
    const refusal = await doors.anybody().refusal("/session", { method: "POST", ...(json === undefined ? {} : { json }) });
    expect(refusal).toEqual({ status: 400, code: "INPUT_INVALID", facts: { field } });
  });

  it.each([
    ["is no JSON", { body: "{", headers: { "content-type": "application/json" } }],
    ["is too large", { json: { name: "x".repeat(70_000), password: "x" } }],
    ["is in a charset that nobody knows", { body: "{}", headers: { "content-type": "application/json; charset=klingon" } }],
    ["is packed in a way that nobody knows", { body: "{}", headers: { "content-type": "application/json", "content-encoding": "zoo" } }],
  ])("is the sender's mistake when it %s", async (_, call) => {
    expect(await doors.anybody().refusal("/session", { method: "POST", ...call })).toMatchObject({ status: 400, code: "INPUT_INVALID" });
  });

  it("does not shake the server when its path is no UTF-8, or leads nowhere", async () => {
    const ada = await doors.userOf("Ada", ["systeme"]);
    expect(await ada.refusal("/runs/%E0%A4%A")).toMatchObject({ status: 400, code: "INPUT_INVALID" });
    expect(await ada.refusal("/nowhere")).toMatchObject({ status: 404, code: "NOT_FOUND" });
  });
});

describe("an administrator of users", () => {
  it("creates, resets and disables a user, who is shut out at once", async () => {
    const ada = await doors.userOf("Ada", ["systeme"]);
    const { status, body } = await ada.post<NewPassword>("/users", { name: "Zoé", groups: ["support"] });
    expect([status, body.user.mustChangePassword]).toEqual([201, true]);
    expect(JSON.stringify(body)).not.toContain("$argon2");
    const zoe = doors.anybody();
    await zoe.enter("Zoé", body.password, PASSWORD);
    const patched = await ada.call(`/users/${body.user.id}`, { method: "PATCH", json: { active: false } });
    expect(patched.body).toMatchObject({ name: "Zoé", active: false });
    expect(await zoe.refusal("/session")).toMatchObject({ code: "SESSION_REQUIRED" });
    const lines = doors.access.audit.page(null, 1).entries;
    expect(lines).toMatchObject([
      { actor: { name: "Ada" }, action: "user:update", outcome: "done", facts: { user: "Zoé", active: "false" } },
    ]);
  });

  it("is told which rule forbids a change", async () => {
    const ada = await doors.userOf("Ada", ["systeme"]);
    const call = (method: string, path: string, json?: unknown) => ada.refusal(path, { method, ...(json === undefined ? {} : { json }) });
    expect(await call("POST", "/users", { name: "ada", groups: [] })).toMatchObject({ status: 409, code: "USER_NAME_TAKEN" });
    expect(await call("POST", "/users", { name: "Zoé", groups: ["ghosts"] })).toMatchObject({ status: 400, facts: { field: "groups" } });
    expect(await call("PATCH", "/users/ghost", { active: false })).toMatchObject({ status: 404 });
    expect(await call("POST", "/groups", { name: "SYSTÈME", permissions: [] })).toMatchObject({ code: "GROUP_NAME_TAKEN" });
    expect(await call("POST", "/groups", { name: "N", permissions: ["root"] })).toMatchObject({ facts: { field: "permissions.0" } });
    expect(await call("DELETE", "/groups/support")).toMatchObject({ code: "BUILT_IN_PROTECTED" });
    expect(await call("PATCH", "/groups/systeme", { name: "S", permissions: [] })).toMatchObject({ code: "LAST_SYSTEM_USER" });
  });
});
