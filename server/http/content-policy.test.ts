import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWebHarness, type WebHarness } from "../testing/web-harness.ts";

let web: WebHarness;
beforeAll(async () => {
  web = await openWebHarness();
});
afterAll(() => web.stop());

const get = (path: string, accept = "text/html") =>
  fetch(`${web.url}${path}`, { headers: { accept }, redirect: "manual" });

describe("the page", () => {
  it("forbids everything that is not ours", async () => {
    const { headers } = await get("/superviseur");
    const policy = (headers.get("content-security-policy") ?? "")
      .replace(/'nonce-[^']+'/, "'nonce'")
      .split(";");
    expect(policy.sort()).toEqual(
      [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'nonce'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
      ].sort(),
    );
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-powered-by")).toBeNull();
  });
});

describe("a file", () => {
  it.each([
    ["/superviseur/assets/gone-9f9f.js"],
    ["/superviseur/ghost.png"],
    ["/superviseur/..%2f..%2faccess.sqlite"],
    ["/elsewhere"],
  ])("that is not there is answered as missing: %s", async (path) => {
    const answer = await get(path, "*/*");
    expect([answer.status, await answer.json()]).toEqual([404, { error: { code: "NOT_FOUND", facts: {} } }]);
    expect(web.logged).toEqual([]);
  });
});
