/** The built client: assets for ever, the page never cached, its style nonce new at each answer. */
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import express, { type RequestHandler, type Response, Router } from "express";

const NONCE_PLACEHOLDER = "__CSP_NONCE__";
const ASSET_AGE_MS = 365 * 24 * 60 * 60 * 1000;

export const nonceOf = (response: Response): string => String(response.locals.nonce);

export function clientFiles(directory: string): Router {
  const routes = Router();
  const page = readFileSync(join(directory, "index.html"), "utf8");
  const sendPage: RequestHandler = (_request, response) => {
    response.setHeader("Cache-Control", "no-store");
    response.type("html").send(page.replaceAll(NONCE_PLACEHOLDER, nonceOf(response)));
  };
  // Before the files: the page on disk still has the placeholder in it.
  routes.get(["/", "/index.html"], sendPage);
  routes.use(
    "/assets",
    express.static(join(directory, "assets"), {
      immutable: true,
      maxAge: ASSET_AGE_MS,
      index: false,
      redirect: false,
      fallthrough: false,
    }),
  );
  routes.use(express.static(directory, { index: false, maxAge: 0, redirect: false }));
  // The client's own addresses have no extension: what has one is a file that is not there.
  routes.get("/{*path}", (request, response, next) => {
    if (extname(request.path) === "" && request.accepts("html")) sendPage(request, response, next);
    else next();
  });
  return routes;
}
