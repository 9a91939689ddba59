import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LOG_PAGE_LINES, type LogPage, type RunList } from "../../shared/api/follow.ts";
import type { Overview } from "../../shared/api/overview.ts";
import { type RunId, runIdSchema } from "../../shared/journal.ts";
import type { HttpClient } from "../testing/http-client.ts";
import { openWebHarness, type WebHarness } from "../testing/web-harness.ts";

const LINES = LOG_PAGE_LINES + 5;
const RUNS: readonly RunId[] = ["1", "2", "3"].map((digit) =>
  runIdSchema.parse(`2026112${digit}-031200-a1b2c3`),
);
const [OLDEST, MIDDLE, NEWEST] = RUNS as [RunId, RunId, RunId];

let clientDirectory: string;
let web: WebHarness;
let sacha: HttpClient;
beforeAll(async () => {
  clientDirectory = mkdtempSync(join(tmpdir(), "superviseur-client-"));
  mkdirSync(join(clientDirectory, "assets"));
  writeFileSync(
    join(clientDirectory, "index.html"),
    '<meta nonce="__CSP_NONCE__"><style nonce="__CSP_NONCE__"></style>',
  );
  writeFileSync(join(clientDirectory, "assets", "app-1a2b.js"), "export {};");
  web = await openWebHarness({ clientDirectory, secureCookies: true });
  sacha = await web.user("Sacha", ["support"]);
  for (const runId of RUNS) {
    const by = { id: "1", name: "Ada" };
    web.journal.append(runId, {
      type: "run:opened",
      by,
      fileName: "tiny.maj.1.1.0.tgz",
      fileSize: 1,
      from: "1.0.0",
    });
    if (runId !== NEWEST)
      web.journal.append(runId, { type: "run:ended", outcome: "cancelled", error: null, locked: false });
  }
  const line = { at: Date.UTC(2026, 10, 21), step: "receive", source: "superviseur", level: "info" } as const;
  web.log.write(
    OLDEST,
    Array.from({ length: LINES }, (_, i) => ({ ...line, text: `ligne n° ${i + 1}` })),
  );
});
afterAll(async () => {
  await web.stop();
  rmSync(clientDirectory, { recursive: true, force: true });
});

const page = (path: string) => fetch(`${web.url}${path}`);

describe("every answer", () => {
  it.each([
    "/superviseur/",
    "/superviseur/assets/app-1a2b.js",
    "/superviseur/api/public",
    "/superviseur/api/session",
    "/elsewhere",
  ])("carries the security headers: %s", async (path) => {
    const { headers } = await page(path);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-powered-by")).toBeNull();
    expect(headers.get("strict-transport-security")).toContain("max-age");
  });

  it("of the API is never cached", async () => {
    for (const path of ["/public", "/overview", "/nowhere"])
      expect((await sacha.get(path)).headers.get("cache-control")).toBe("no-store");
  });

  it("marks the cookie for TLS only, when a TLS proxy is in front", async () => {
    const json = { name: "Admin", password: web.firstPassword };
    const { headers } = await web.client().call("/session", { method: "POST", json });
    expect(headers.getSetCookie()[0]).toMatch(/; Secure(;|$)/);
  });
});

describe("the page", () => {
  it.each([
    "/superviseur",
    "/superviseur/",
    "/superviseur/index.html",
    "/superviseur/runs/20261121-031200-a1b2c3",
  ])("is the client, with the answer's own nonce: %s", async (path) => {
    const [first, second] = await Promise.all([page(path), page(path)]);
    const html = await first.text();
    const [, nonce = ""] = /nonce="([^"]+)"/.exec(html) ?? [];
    expect(html).not.toContain("__CSP_NONCE__");
    expect(Buffer.from(nonce, "base64")).toHaveLength(16);
    expect(first.headers.get("content-security-policy")).toContain(`'nonce-${nonce}'`);
    expect(first.headers.get("cache-control")).toBe("no-store");
    expect(await second.text()).not.toContain(nonce);
  });

  it("keeps its assets for ever, and what is not there is not found", async () => {
    const asset = await page("/superviseur/assets/app-1a2b.js");
    expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    for (const path of ["/superviseur/assets/gone.js", "/superviseur/favicon.ico"])
      expect((await page(path)).status, path).toBe(404);
    expect(await (await page("/superviseur/assets/..%2findex.html")).json()).toMatchObject({
      error: { code: "NOT_FOUND" },
    });
    expect(web.logged).toEqual([]);
  });
});

describe("a follower", () => {
  it("reads the log from any line, at most a page at once", async () => {
    const read = async (query: string) => (await sacha.get<LogPage>(`/runs/${OLDEST}/log${query}`)).body;
    const first = await read("");
    expect([first.lines.length, first.lines[0]?.seq, first.logLength]).toEqual([LOG_PAGE_LINES, 1, LINES]);
    const rest = await read(`?from=${LOG_PAGE_LINES + 1}`);
    expect(rest.lines.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5].map((n) => LOG_PAGE_LINES + n));
    expect((await read("?from=7&limit=2")).lines.map(({ text }) => text)).toEqual([
      "ligne n° 7",
      "ligne n° 8",
    ]);
    expect((await read(`?from=${LINES + 1}`)).lines).toEqual([]);
  });

  it.each([
    ["from=0", "from"],
    ["from=x", "from"],
    [`limit=${LOG_PAGE_LINES + 1}`, "limit"],
    ["from=1&from=2", "from"],
  ])("is answered with what is wrong with ?%s", async (query, field) => {
    expect(await sacha.refusal(`/runs/${OLDEST}/log?${query}`)).toEqual({
      status: 400,
      code: "INPUT_INVALID",
      facts: { field },
    });
  });

  it("downloads the whole log as text", async () => {
    const { headers, body } = await sacha.get<string>(`/runs/${OLDEST}/log.txt`);
    expect(headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(headers.get("content-disposition")).toBe(`attachment; filename=superviseur-${OLDEST}.log`);
    const lines = body.trimEnd().split("\n");
    expect(lines).toHaveLength(LINES);
    expect(lines.at(-1)).toBe(
      `${LINES}\t2026-11-21T00:00:00.000Z\tinfo\treceive\tsuperviseur\tligne n° ${LINES}`,
    );
  });

  it("reads the runs newest first, page by page, and which one is open", async () => {
    const list = async (query: string) => (await sacha.get<RunList>(`/runs${query}`)).body;
    const first = await list("?limit=2");
    expect([first.runs.map(({ id }) => id), first.more]).toEqual([[NEWEST, MIDDLE], true]);
    const second = await list(`?limit=2&before=${MIDDLE}`);
    expect([second.runs.map(({ id }) => id), second.more]).toEqual([[OLDEST], false]);
    const { body } = await sacha.get<Overview>("/overview");
    expect([body.openRun?.id, body.lastRun?.id, body.platform.name]).toEqual([NEWEST, MIDDLE, "Tiny"]);
  });
});
