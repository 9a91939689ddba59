/**
 * The built client. Its files are read once, when the process starts: a page that is open keeps finding the parts it was
 * built with until the process is restarted, also when the files on disk are replaced meanwhile. The build wrote the
 * compressed copies (vite.config.ts). The page itself is never cached, since its style nonce is new at each answer.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { type RequestHandler, type Response, Router } from "express";
import Negotiator from "negotiator";

const NONCE_PLACEHOLDER = "__CSP_NONCE__";
const ASSET_AGE_S = 365 * 24 * 60 * 60;
/** The suffix of each encoding's file. The first one that the browser accepts is sent: they are in the order of their size. */
const SUFFIXES = { br: ".br", gzip: ".gz", identity: "" } as const;
type Encoding = keyof typeof SUFFIXES;
const ENCODINGS = Object.keys(SUFFIXES) as Encoding[];

interface Body {
  readonly content: Buffer;
  /** Of these bytes, as HTTP wants it: each encoding has its own. */
  readonly etag: string;
}
type ClientFile = Readonly<Partial<Record<Encoding, Body>>>;

export const nonceOf = (response: Response): string => String(response.locals.nonce);

const bodyOf = (content: Buffer): Body => ({
  content,
  etag: `"${createHash("sha256").update(content).digest("base64url").slice(0, 27)}"`,
});

/** Every file of the client but its page, by its path below `directory`, with the encodings that the build wrote. */
function readFiles(directory: string): ReadonlyMap<string, ClientFile> {
  const contents = new Map<string, Body>();
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile()) contents.set(file.slice(directory.length), bodyOf(readFileSync(file)));
  }
  const compressed = (path: string): boolean => /\.(br|gz)$/.test(path);
  return new Map(
    [...contents.keys()]
      .filter((path) => !compressed(path) && path !== "/index.html")
      .map((path) => [
        path,
        Object.fromEntries(
          ENCODINGS.flatMap((encoding) => {
            const body = contents.get(`${path}${SUFFIXES[encoding]}`);
            return body === undefined ? [] : [[encoding, body]];
          }),
        ),
      ]),
  );
}

/** `directory`: the build's output. @throws Error when it cannot be read */
export function clientFiles(directory: string): Router {
  const routes = Router();
  const page = readFileSync(join(directory, "index.html"), "utf8");
  const files = readFiles(directory);

  const sendPage: RequestHandler = (_request, response) => {
    response.setHeader("Cache-Control", "no-store");
    response.type("html").send(page.replaceAll(NONCE_PLACEHOLDER, nonceOf(response)));
  };
  const sendFile: RequestHandler = (request, response, next) => {
    const file = files.get(request.path);
    if (file === undefined) return next();
    const available = ENCODINGS.filter((encoding) => file[encoding] !== undefined);
    const accepted = new Negotiator(request).encodings(available);
    const encoding = available.find((one) => accepted.includes(one)) ?? "identity";
    const body = file[encoding];
    if (body === undefined) return next();
    response.type(extname(request.path));
    response.setHeader(
      "Cache-Control",
      request.path.startsWith("/assets/") ? `public, max-age=${ASSET_AGE_S}, immutable` : "no-cache",
    );
    if (available.length > 1) response.setHeader("Vary", "Accept-Encoding");
    if (encoding !== "identity") response.setHeader("Content-Encoding", encoding);
    response.setHeader("ETag", body.etag);
    // Answers If-None-Match and HEAD as well.
    response.send(body.content);
  };

  // Before the files: the page on disk still has the placeholder in it.
  routes.get(["/", "/index.html"], sendPage);
  routes.get("/{*path}", sendFile);
  // The client's own addresses have no extension: a path with one is a file that does not exist.
  routes.get("/{*path}", (request, response, next) => {
    if (extname(request.path) === "" && request.accepts("html")) sendPage(request, response, next);
    else next();
  });
  return routes;
}
