import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWebHarness, type WebHarness } from "../testing/web-harness.ts";

const SCRIPT = `export const text = "${"le même texte ".repeat(200)}";`;
const ASSET = "/superviseur/assets/app-1a2b.js";

let directory: string;
let web: WebHarness;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "superviseur-client-files-"));
  mkdirSync(join(directory, "assets"));
  const write = (name: string, content: string | Buffer): void =>
    writeFileSync(join(directory, name), content);
  write("index.html", '<!doctype html><meta name="csp-nonce" content="__CSP_NONCE__">');
  write("index.html.br", brotliCompressSync("a page with the nonce of nobody"));
  write("icon.svg", "<svg/>");
  write("assets/app-1a2b.js", SCRIPT);
  write("assets/app-1a2b.js.br", brotliCompressSync(SCRIPT));
  write("assets/app-1a2b.js.gz", gzipSync(SCRIPT));
  write("assets/small-3c4d.css", "a{}");
  web = await openWebHarness({ clientDirectory: directory });
});
afterAll(async () => {
  await web.stop();
  rmSync(directory, { recursive: true, force: true });
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Undecoded, unlike the answers of fetch. */
const get = (path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> =>
  new Promise((resolve, reject) => {
    request(`${web.url}${path}`, { method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer
        .on("data", (chunk: Buffer) => chunks.push(chunk))
        .on("end", () =>
          resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) }),
        )
        .on("error", reject);
    })
      .on("error", reject)
      .end();
  });
const as = (encodings: string) => ({ "accept-encoding": encodings });

describe("an asset", () => {
  it.each([
    ["gzip, deflate, br, zstd", "br"],
    ["gzip, deflate", "gzip"],
    ["br;q=0, gzip", "gzip"],
    ["br;q=0.5, gzip;q=0.5", "br"],
    ["*", "br"],
    ["*;q=0, identity", undefined],
    ["zstd", undefined],
    ["", undefined],
  ])("to a browser that accepts %j is sent as %s", async (accepted, encoding) => {
    const { status, headers, body } = await get(ASSET, as(accepted));
    const decoded =
      encoding === "br" ? brotliDecompressSync(body) : encoding === "gzip" ? gunzipSync(body) : body;
    expect({
      status,
      text: decoded.toString(),
      encoding: headers["content-encoding"],
      length: headers["content-length"],
      type: headers["content-type"],
      cache: headers["cache-control"],
      vary: headers.vary,
    }).toEqual({
      status: 200,
      text: SCRIPT,
      encoding,
      length: String(body.length),
      type: "text/javascript; charset=utf-8",
      cache: "public, max-age=31536000, immutable",
      vary: "Accept-Encoding",
    });
  });

  it("has another ETag in each encoding", async () => {
    const answers = await Promise.all(["br", "gzip", "identity"].map((encoding) => get(ASSET, as(encoding))));
    const tags = answers.map(({ headers }) => headers.etag);
    expect(new Set(tags).size).toBe(3);
    for (const tag of tags) expect(tag).toMatch(/^"[\w-]{27}"$/);
  });

  it("that the browser has already is not sent a second time", async () => {
    const { headers } = await get(ASSET, as("br"));
    const tag = String(headers.etag);
    const same = await get(ASSET, { ...as("br"), "if-none-match": tag });
    expect([same.status, same.body.length, same.headers.etag, same.headers.vary]).toEqual([
      304,
      0,
      tag,
      "Accept-Encoding",
    ]);
    const other = await get(ASSET, { ...as("gzip"), "if-none-match": tag });
    expect([other.status, other.headers["content-encoding"]]).toEqual([200, "gzip"]);
  });

  it("answers HEAD with the headers of GET and no body", async () => {
    const [head, full] = await Promise.all([get(ASSET, as("br"), "HEAD"), get(ASSET, as("br"))]);
    expect([head.status, head.body.length]).toEqual([200, 0]);
    for (const name of ["content-length", "content-encoding", "content-type", "etag", "vary"])
      expect(head.headers[name], name).toBe(full.headers[name]);
  });

  it("that the build left uncompressed is sent as it is, whatever the browser accepts", async () => {
    const { headers, body } = await get("/superviseur/assets/small-3c4d.css", as("br, gzip"));
    expect([body.toString(), headers["content-encoding"], headers.vary]).toEqual([
      "a{}",
      undefined,
      undefined,
    ]);
  });

  it("still answers after the files on disk were replaced by another build", async () => {
    rmSync(join(directory, "assets"), { recursive: true });
    expect((await get(ASSET, as("br"))).status).toBe(200);
  });

  it.each([
    "/superviseur/assets/app-1a2b.js.br",
    "/superviseur/assets/app-1a2b.js.gz",
    "/superviseur/index.html.br",
    "/superviseur/assets/gone-9f9f.js",
    "/superviseur/assets/..%2findex.html",
  ])("%s is not found", async (path) => {
    expect((await get(path, as("br"))).status).toBe(404);
  });
});

describe("a file without a hash in its name", () => {
  it("is asked about at every use", async () => {
    const { headers } = await get("/superviseur/icon.svg");
    expect(headers["cache-control"]).toBe("no-cache");
    const again = await get("/superviseur/icon.svg", { "if-none-match": String(headers.etag) });
    expect(again.status).toBe(304);
  });
});

describe("the page", () => {
  it.each(["/superviseur", "/superviseur/index.html", "/superviseur/mises-a-jour/import"])(
    "%s is written for each answer: never cached, never from a compressed file",
    async (path) => {
      const { status, headers, body } = await get(path, { ...as("br, gzip"), accept: "text/html" });
      expect([status, headers["cache-control"], headers["content-encoding"]]).toEqual([
        200,
        "no-store",
        undefined,
      ]);
      expect(body.toString()).toMatch(/<meta name="csp-nonce" content="[\w+/]{22}==">/);
    },
  );
});
