#!/usr/bin/env bash
# sirv 3.0.2 with precompressed files (`brotli: true, gzip: true`).
# Guess: `Accept-Encoding: br;q=0, gzip` is answered with gzip, as RFC 9110 12.5.3 says of a weight of 0; weights order the rest.
# Seen: the header is only searched for the letters "br" and "gzip": br;q=0 is answered with brotli, gzip;q=0 with gzip, and
#   "gzip, br;q=0.1" with brotli. `If-None-Match` with two tags is answered in full although one of them matches.
# For us: a hospital's proxy that cannot read brotli says so in vain. We choose the encoding ourselves before sirv sees the header.
source "$(dirname "$0")/common.sh"
in_temp_folder sirv@3.0.2
cat >run.mjs <<'JS'
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, get } from "node:http";
import { brotliCompressSync, gzipSync } from "node:zlib";
import sirv from "sirv";
mkdirSync("site");
const text = Buffer.from("export {};\n".repeat(300));
writeFileSync("site/a.js", text);
writeFileSync("site/a.js.br", brotliCompressSync(text));
writeFileSync("site/a.js.gz", gzipSync(text));
const files = sirv("site", { brotli: true, gzip: true, etag: true });
const server = createServer((request, response) => files(request, response));
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const ask = (headers) =>
  new Promise((resolve) =>
    get({ port: server.address().port, path: "/a.js", headers }, (response) => {
      response.resume().on("end", () => resolve(response));
    }),
  );
const encodings = [];
for (const header of ["br;q=0, gzip", "gzip;q=0", "gzip, br;q=0.1"])
  encodings.push((await ask({ "accept-encoding": header })).headers["content-encoding"] ?? "identity");
const { etag } = (await ask({})).headers;
const one = (await ask({ "if-none-match": etag })).statusCode;
const two = (await ask({ "if-none-match": `"other", ${etag}` })).statusCode;
console.log(...encodings, one, two);
server.close();
JS
expect "br refused, gzip refused, br least wanted; one tag, two tags" "$(node run.mjs)" "br gzip br 304 200"
