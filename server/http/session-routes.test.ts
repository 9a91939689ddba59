import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PublicView } from "../../shared/api/overview.ts";
import type { SessionView } from "../../shared/api/session.ts";
import {
  LOGIN_FREE_FAILURES,
  LOGIN_REQUESTS_PER_MINUTE,
  SESSION_ABSOLUTE_SECONDS,
  SESSION_IDLE_SECONDS,
} from "../limits.ts";
import { openWebHarness, PASSWORD, type WebHarness } from "../testing/web-harness.ts";
import { VERSION } from "../version.ts";

let web: WebHarness;
beforeEach(async () => {
  web = await openWebHarness();
});
afterEach(() => web.stop());

const login = (name: string, password: string, headers: Record<string, string | undefined> = {}) => ({
  method: "POST",
  json: { name, password },
  headers,
});
const WRONG = "not the password";

describe("a visitor who is not logged in", () => {
  it("learns the platform's name and whom to call, and nothing else", async () => {
    const stranger = web.client();
    expect((await stranger.get<PublicView>("/public")).body).toEqual({
      platform: "Tiny",
      support: { name: "S", phone: "1", email: "s@example.org" },
      language: "fr",
      version: VERSION,
    });
    for (const path of [
      "/session",
      "/overview",
      "/runs",
      "/runs/20261121-031200-a1b2c3",
      "/users",
      "/groups",
      "/audit",
    ])
      expect(await stranger.refusal(path)).toMatchObject({ status: 401, code: "SESSION_REQUIRED" });
  });

  it("is answered that an address does not exist, in JSON", async () => {
    expect(await web.client().refusal("/ghost")).toEqual({ status: 404, code: "NOT_FOUND", facts: {} });
  });
});

describe("logging in", () => {
  it("gives a cookie that no script reads and no other site sends", async () => {
    const answer = await web.client().call("/session", login("Admin", web.firstPassword));
    const cookie = answer.headers.getSetCookie()[0] ?? "";
    expect(cookie).toMatch(/^superviseur_session=[\w-]{43}; /);
    expect(cookie.split("; ").slice(1).sort()).toEqual(["HttpOnly", "Path=/superviseur", "SameSite=Strict"]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  it("gives a cookie that stays off plain HTTP when the platform file says so", async () => {
    const secure = await openWebHarness({ secureCookies: true });
    const answer = await secure.client().call("/session", login("Admin", secure.firstPassword));
    await secure.stop();
    expect(answer.headers.getSetCookie()[0]).toContain("; Secure");
    expect(answer.headers.get("strict-transport-security")).toContain("max-age=");
  });

  it("is refused in one sentence for a wrong password and for an unknown name", async () => {
    const expected = { status: 401, code: "LOGIN_FAILED", facts: {} };
    expect(await web.client().refusal("/session", login("Admin", WRONG))).toEqual(expected);
    expect(await web.client().refusal("/session", login("Nobody", WRONG))).toEqual(expected);
    const lines = web.access.audit.page(null, 10).entries;
    expect(lines.map(({ actor, action, outcome }) => [actor.name, action, outcome])).toEqual([
      ["?", "session:login", "refused"],
      ["Admin", "session:login", "refused"],
    ]);
    // A person typed a password into the wrong field: it must not appear in the record.
    expect(JSON.stringify(lines)).not.toContain("Nobody");
  });

  it("says how long to wait once guessing is slowed, and lets in after that", async () => {
    for (let i = 0; i < LOGIN_FREE_FAILURES; i += 1)
      await web.client().refusal("/session", login("Admin", WRONG));
    const answer = await web.client().call<unknown>("/session", login("Admin", web.firstPassword));
    expect(answer).toMatchObject({
      status: 429,
      body: { error: { code: "LOGIN_THROTTLED", facts: { seconds: 2 } } },
    });
    expect(answer.headers.get("retry-after")).toBe("2");
    web.pass(2);
    expect((await web.client().call("/session", login("Admin", web.firstPassword))).status).toBe(200);
  });

  it("is limited for one address, whatever is sent", async () => {
    const stranger = web.client();
    for (let i = 0; i < LOGIN_REQUESTS_PER_MINUTE; i += 1)
      await stranger.call("/session", { method: "POST", json: {} });
    const answer = await stranger.call<unknown>("/session", login("Admin", web.firstPassword));
    expect(answer).toMatchObject({ status: 429, body: { error: { code: "LOGIN_THROTTLED" } } });
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("again in the same browser ends the session before", async () => {
    const admin = await web.admin();
    const before = admin.cookie;
    await admin.login("Admin", PASSWORD);
    const old = web.client();
    old.cookie = before;
    expect(await old.refusal("/session")).toMatchObject({ code: "SESSION_REQUIRED" });
    expect((await admin.get("/session")).status).toBe(200);
  });
});

describe("a login", () => {
  it.each([
    ["no JSON", { body: "{", headers: { "content-type": "application/json" } }, "body"],
    ["too large", { json: { name: "x".repeat(70_000), password: "" } }, "body"],
    ["of the wrong shape", { json: { name: "Admin", password: 12 } }, "password"],
    ["nothing at all", {}, "body"],
  ])("is refused when its body is %s", async (_, call, field) => {
    expect(await web.client().refusal("/session", { method: "POST", ...call })).toEqual({
      status: 400,
      code: "INPUT_INVALID",
      facts: { field },
    });
    expect(web.logged).toEqual([]);
  });
});

describe("the first password", () => {
  it("opens nothing but the way to change it", async () => {
    const admin = web.client();
    expect((await admin.login("Admin", web.firstPassword)).mustChangePassword).toBe(true);
    for (const path of ["/overview", "/runs", "/users", "/groups", "/audit"])
      expect(await admin.refusal(path)).toMatchObject({ status: 403, code: "PASSWORD_CHANGE_REQUIRED" });
    expect((await admin.get("/session")).status).toBe(200);

    const change = { current: web.firstPassword, next: PASSWORD };
    expect(
      await admin.refusal("/session/password", { method: "POST", json: { ...change, next: "court" } }),
    ).toMatchObject({
      status: 422,
      code: "PASSWORD_WEAK",
    });
    const { body } = await admin.post<SessionView>("/session/password", change);
    expect(body.mustChangePassword).toBe(false);
    expect((await admin.get("/overview")).status).toBe(200);
  });
});

describe("a session", () => {
  it("ends after half an hour of silence", async () => {
    const admin = await web.admin();
    web.pass(SESSION_IDLE_SECONDS + 1);
    expect(await admin.refusal("/session")).toMatchObject({ status: 401, code: "SESSION_REQUIRED" });
  });

  it("lives on while a page polls, but not longer than its absolute life", async () => {
    const admin = await web.admin();
    const step = SESSION_IDLE_SECONDS / 2;
    for (let passed = 0; passed + step <= SESSION_ABSOLUTE_SECONDS; passed += step) {
      web.pass(step);
      expect((await admin.get("/session")).status).toBe(200);
    }
    web.pass(1);
    expect(await admin.refusal("/session")).toMatchObject({ code: "SESSION_REQUIRED" });
  });

  it("ends with the logout, which is written down", async () => {
    const admin = await web.admin();
    const { cookie } = admin;
    expect((await admin.call("/session", { method: "DELETE" })).status).toBe(204);
    admin.cookie = cookie;
    expect(await admin.refusal("/session")).toMatchObject({ code: "SESSION_REQUIRED" });
    expect(web.access.audit.page(null, 1).entries).toMatchObject([
      { actor: { name: "Admin" }, action: "session:logout", outcome: "done" },
    ]);
  });

  it("is confirmed by the password, and each try is written down", async () => {
    const admin = await web.admin();
    const confirm = (password: string) => ({ method: "POST", json: { password } });
    expect(await admin.refusal("/session/confirm", confirm(WRONG))).toMatchObject({
      status: 403,
      code: "PASSWORD_WRONG",
    });
    expect((await admin.call("/session/confirm", confirm(PASSWORD))).status).toBe(204);
    expect(
      web.access.audit.page(null, 2).entries.map(({ action, outcome }) => `${action} ${outcome}`),
    ).toEqual(["session:confirm done", "session:confirm refused"]);
  });
});
