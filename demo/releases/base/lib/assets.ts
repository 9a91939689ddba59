import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { Answer } from "./http.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Read once at start: a request can never name a file that is not one of them. */
export function loadAssets(directory: string): ReadonlyMap<string, Answer> {
  return new Map(
    readdirSync(directory).map((name) => [
      `/assets/${name}`,
      {
        status: 200,
        type: TYPES[extname(name)] ?? "application/octet-stream",
        body: readFileSync(join(directory, name)),
        headers: { "cache-control": "no-cache" },
      },
    ]),
  );
}
