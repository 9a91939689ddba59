/** The built client: assets for ever, the page never cached, its style nonce new at each answer. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import express, { type Response, Router } from "express";

const NONCE_PLACEHOLDER = "__CSP_NONCE__";
const ASSET_AGE_MS = 365 * 24 * 60 * 60 * 1000;

export const nonceOf = (response: Response): string => String(response.locals.nonce);

export function clientFiles(directory: string): Router {
  const routes = Router();
  const page = readFileSync(join(directory, "index.html"), "utf8");
  routes.use(
    "/assets",
    express.static(join(directory, "assets"), { immutable: true, maxAge: ASSET_AGE_MS, index: false, fallthrough: false }),
  );
  routes.use(express.static(directory, { index: false, maxAge: 0 }));
  routes.get("/{*path}", (_request, response) => {
    response.setHeader("Cache-Control", "no-store");
    response.type("html").send(page.replaceAll(NONCE_PLACEHOLDER, nonceOf(response)));
  });
  return routes;
}
