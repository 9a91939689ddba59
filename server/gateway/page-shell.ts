/**
 * The frame of the pages that the gateway itself answers. Everything is inside the one answer: while the platform is
 * closed there is nowhere to load a style or a script from. The policy names both by hash, so nothing else runs.
 */
import { createHash } from "node:crypto";
import type { Language } from "../../shared/i18n/languages.ts";
import { PAGE_SCRIPT } from "./page-script.ts";
import { PAGE_STYLE } from "./page-style.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);

const hashed = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Headers that every page and every JSON answer of the gateway itself carries. */
export const OWN_HEADERS: Readonly<Record<string, string>> = {
  "Cache-Control": "no-store",
  Vary: "Accept, Accept-Language",
  "Content-Security-Policy": [
    "default-src 'none'",
    `style-src ${hashed(PAGE_STYLE)}`,
    `script-src ${hashed(PAGE_SCRIPT)}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; "),
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

export interface Page {
  readonly language: Language;
  readonly title: string;
  readonly platform: string;
  /** Already HTML. */
  readonly main: string;
  /** Already HTML; empty for none. */
  readonly footer: string;
  /** By which the page's script notices that another page has taken its place; null where there is only one. */
  readonly reason: string | null;
  /** Seconds after which a browser without script loads the page again. */
  readonly refreshSeconds: number;
  /** True for a page that asks the gateway and reloads itself; false for one that a plain refresh brings back. */
  readonly polls: boolean;
  /** True when the page answers a request that may be sent again without harm (GET, HEAD). */
  readonly answersRead: boolean;
}

export function renderPage(page: Page): string {
  const refresh = `<meta http-equiv="refresh" content="${page.refreshSeconds}">`;
  return `<!doctype html>
<html lang="${page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(`${page.title} — ${page.platform}`)}</title>
${page.polls ? `<noscript>${refresh}</noscript>` : refresh}
<style>${PAGE_STYLE}</style>
</head>
<body data-answers="${page.answersRead ? "read" : "write"}"${page.reason === null ? "" : ` data-reason="${escapeHtml(page.reason)}"`}>
<main>
<p class="platform">${escapeHtml(page.platform)}</p>
<h1>${escapeHtml(page.title)}</h1>
${page.main}
</main>
${page.footer === "" ? "" : `<footer>${page.footer}</footer>`}
${page.polls ? `<script>${PAGE_SCRIPT}</script>` : ""}
</body>
</html>
`;
}
