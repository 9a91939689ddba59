/**
 * Each spec gets a platform of its own with Superviseur in front of it, and browsers that fail the spec when
 * a page logs an error. Everything started here is stopped here.
 */
import {
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Page,
} from "@playwright/test";
import { Superviseur } from "./superviseur.ts";

/** What Chromium logs for an answer that is a refusal; the page shows the refusal to the user. */
const REFUSED = /^Failed to load resource: the server responded with a status of 4\d\d/;

/** What it logs when a spec cuts the line or stops the server on purpose. */
export const LOST_CONNECTION = /net::ERR_|WebSocket connection/;

export interface Browsers {
  /** A new browser context with its own cookies and storage. */
  open(options?: BrowserContextOptions): Promise<Page>;
  /** Logged errors that this spec expects, such as a lost connection when it stops the server on purpose. */
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
