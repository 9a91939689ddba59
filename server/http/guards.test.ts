import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CSRF_HEADER } from "../../shared/api/base.ts";
import type { HttpClient } from "../testing/http-client.ts";
import { openWebHarness, type WebHarness } from "../testing/web-harness.ts";

const NO_RUN = "20261121-031200-a1b2c3";
const CHANGES: [method: string, path: string][] = [
  ["DELETE", "/session"],
  ["POST", "/session/password"],
  ["POST", "/session/confirm"],
  ["POST", "/runs"],
  ["POST", `/runs/${NO_RUN}/parts`],
  ["POST", "/depot/runs"],
  ["DELETE", "/depot/nothing.tgz"],
  ["POST", `/runs/${NO_RUN}/measure`],
  ["POST", `/runs/${NO_RUN}/start`],
  ["POST", `/runs/${NO_RUN}/cancel`],
  ["POST", "/users"],
  ["PATCH", "/users/1"],
  ["POST", "/users/1/password"],
  ["POST", "/groups"],
  ["PATCH", "/groups/support"],
  ["DELETE", "/groups/support"],
];
/** Reads and changes that ask for a permission, with that permission. */
const PERMITTED: [method: string, path: string, permission: string][] = [
  ["GET", "/overview", "run:follow"],
  ["GET", "/runs", "run:follow"],
  ["GET", `/runs/${NO_RUN}`, "run:follow"],
  ["GET", `/runs/${NO_RUN}/log`, "run:follow"],
  ["GET", `/runs/${NO_RUN}/log.txt`, "run:follow"],
  ["GET", `/runs/${NO_RUN}/archive`, "run:follow"],
  ["GET", `/runs/${NO_RUN}/notice`, "run:follow"],
  ["POST", "/runs", "run:start"],
  ["GET", `/runs/${NO_RUN}/upload`, "run:follow"],
  ["POST", `/runs/${NO_RUN}/parts`, "run:start"],
  ["GET", "/depot", "run:follow"],
  ["POST", "/depot/runs", "run:start"],
  ["DELETE", "/depot/nothing.tgz", "run:start"],
  ["POST", `/runs/${NO_RUN}/measure`, "run:start"],
  ["POST", `/runs/${NO_RUN}/start`, "run:start"],
  ["POST", `/runs/${NO_RUN}/cancel`, "run:cancel"],
  ["GET", "/users", "user:manage"],
  ["POST", "/users", "user:manage"],
  ["PATCH", "/users/1", "user:manage"],
  ["POST", "/users/1/password", "user:manage"],
  ["GET", "/groups", "user:manage"],
  ["POST", "/groups", "user:manage"],
  ["PATCH", "/groups/support", "user:manage"],
  ["DELETE", "/groups/support", "user:manage"],
  ["GET", "/audit", "audit:read"],
];

let web: WebHarness;
let system: HttpClient;
let support: HttpClient;
let powerless: HttpClient;
beforeAll(async () => {
  web = await openWebHarness();
  system = await web.user("Ada", ["systeme"]);
  support = await web.user("Sacha", ["support"]);
  powerless = await web.user("Nora", []);
});
afterAll(() => web.stop());

const callOf = (method: string) => ({
  method,
  ...(method === "GET" || method === "DELETE" ? {} : { json: {} }),
});
const lastLine = () => web.access.audit.page(null, 1).entries[0];

describe.each([...CHANGES, ["POST", "/session"]])("%s %s", (method, path) => {
  it.each([
    ["without an origin", undefined],
    ["from another site", "http://evil.example"],
    ["from another port of the same machine", "http://127.0.0.1:1"],
    ["from a page without an origin of its own", "null"],
  ])("is refused %s", async (_, origin) => {
    const refusal = await system.refusal(path, { ...callOf(method), headers: { origin } });
    expect(refusal).toMatchObject({ status: 403, code: "ORIGIN_REFUSED" });
  });
});

describe.each(CHANGES)("%s %s", (method, path) => {
  it.each([
    ["no CSRF token", undefined],
    ["a wrong CSRF token", "x".repeat(43)],
    ["an empty CSRF token", ""],
  ])("is refused with %s", async (_, token) => {
    const refusal = await system.refusal(path, { ...callOf(method), headers: { [CSRF_HEADER]: token } });
    expect(refusal).toMatchObject({ status: 403, code: "CSRF_INVALID" });
  });

  it("is refused with another session's CSRF token, and without a session", async () => {
    const headers = { [CSRF_HEADER]: support.csrf ?? "" };
    expect(await system.refusal(path, { ...callOf(method), headers })).toMatchObject({
      code: "CSRF_INVALID",
    });
    expect(await web.client().refusal(path, callOf(method))).toMatchObject({
      status: 401,
      code: "SESSION_REQUIRED",
    });
  });
});

describe("before the first password is changed", () => {
  it.each(PERMITTED)("%s %s is refused", async (method, path) => {
    const { user, password } = await web.access.createUser({
      name: `New ${method} ${path}`,
      groups: ["systeme"],
    });
    const { token, visitor } = await web.access.login(user.name, password, "192.0.2.9");
    const fresh = web.client();
    fresh.cookie = `superviseur_session=${token}`;
    fresh.csrf = visitor.session.csrfToken;
    expect(await fresh.refusal(path, callOf(method))).toMatchObject({
      status: 403,
      code: "PASSWORD_CHANGE_REQUIRED",
    });
  });
});

describe.each(PERMITTED)("%s %s", (method, path, permission) => {
  it("is refused to a user of no group, and the refusal is written down", async () => {
    expect(await powerless.refusal(path, callOf(method))).toMatchObject({
      status: 403,
      code: "PERMISSION_DENIED",
      facts: { permission },
    });
    expect(lastLine()).toMatchObject({
      actor: { name: "Nora" },
      action: "access:refused",
      outcome: "refused",
      facts: { permission, method, path: `/superviseur/api${path}` },
      address: "127.0.0.1",
    });
  });

  it("asks for a session", async () => {
    expect(await web.client().refusal(path, callOf(method))).toMatchObject({
      status: 401,
      code: "SESSION_REQUIRED",
    });
  });
});

describe("a Support user", () => {
  it.each(PERMITTED.filter(([, , permission]) => permission === "run:follow"))(
    "may %s %s",
    async (method, path) => {
      const { status } = await support.call(path, callOf(method));
      expect(status).toBe(path.includes(NO_RUN) ? 404 : 200);
    },
  );
  it.each(PERMITTED.filter(([, , permission]) => permission !== "run:follow"))(
    "may not %s %s",
    async (method, path) => {
      expect(await support.refusal(path, callOf(method))).toMatchObject({ code: "PERMISSION_DENIED" });
    },
  );
});

it("no refusal here was a bug", () => expect(web.logged).toEqual([]));
