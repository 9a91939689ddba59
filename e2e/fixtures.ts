/**
 * What a spec gets: a platform of its own with Superviseur in front of it, and browsers that fail the spec when a page
 * complains. Everything started here ends here.
 */
import {
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Page,
} from "@playwright/test";
import { Superviseur } from "./superviseur.ts";

/** What Chromium writes by itself when an answer is a refusal that the page shows to its reader. */
const REFUSED = /^Failed to load resource: the server responded with a status of 4\d\d/;

/** What it writes when a spec cuts the line or ends the server on purpose. */
export const LOST_CONNECTION = /net::ERR_|WebSocket connection/;

export interface Browsers {
  /** A new browser: its own cookies, its own storage. */
  open(options?: BrowserContextOptions): Promise<Page>;
  /** Complaints that belong to this spec, such as a lost connection when the server is stopped on purpose. */
  expectComplaint(pattern: RegExp): void;
}

interface Fixtures {
  readonly superviseur: Superviseur;
  readonly browsers: Browsers;
}

export const test = base.extend<Fixtures>({
  superviseur: async ({ browserName: _ }, use) => {
    const superviseur = await Superviseur.start();
    try {
      await use(superviseur);
    } finally {
      await superviseur.stop();
    }
  },

  browsers: async ({ browser, superviseur }, use) => {
    const contexts: BrowserContext[] = [];
    const complaints: string[] = [];
    const expected = [REFUSED];
    await use({
      async open(options = {}) {
        const context = await browser.newContext({ baseURL: superviseur.url, ...options });
        contexts.push(context);
        context.on("console", (message) => {
          if (message.type() === "error") complaints.push(message.text());
        });
        context.on("weberror", (error) => complaints.push(String(error.error().stack ?? error.error())));
        return await context.newPage();
      },
      expectComplaint: (pattern) => void expected.push(pattern),
    });
    for (const context of contexts) await context.close();
    expect(complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint)))).toEqual(
      [],
    );
  },

  page: async ({ browsers }, use) => {
    await use(await browsers.open());
  },
});
export { expect };
