/**
 * `npm run screens`: a picture of every state of every screen, light and dark, wide and narrow, French and
 * English, into `screens/`.
 */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { chromium, type Page } from "@playwright/test";
import setUp from "../e2e/global-setup.ts";
import { Superviseur } from "../e2e/superviseur.ts";
import { takeTour } from "../e2e/tour.ts";
import { en, fr } from "../e2e/words.ts";
import playwright from "../playwright.config.ts";
import { prepareMachine } from "./machine.ts";
import { PROJECT } from "./run-command.ts";

const SCREENS = join(PROJECT, "screens");
const SIZES = { wide: { width: 1280, height: 900 }, narrow: { width: 390, height: 844 } } as const;
const SCHEMES = ["light", "dark"] as const;

async function picture(page: Page, language: string, name: string): Promise<void> {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      // A picture of the whole page shows the fixed header at the scroll position.
      await page.evaluate(() => window.scrollTo(0, 0));
      await page.screenshot({
        path: join(SCREENS, `${name}.${language}.${size}.${colorScheme}.png`),
        fullPage: true,
        animations: "disabled",
      });
    }
  }
  await page.setViewportSize(SIZES.wide);
  await page.emulateMedia({ colorScheme: "light" });
}

await prepareMachine();
const tearDown = await setUp();
await rm(SCREENS, { recursive: true, force: true });
await mkdir(SCREENS, { recursive: true });
const browser = await chromium.launch(playwright.use?.launchOptions ?? {});
try {
  for (const [language, words] of [
    ["fr", fr],
    ["en", en],
  ] as const) {
    const superviseur = await Superviseur.start();
    let pictures = 0;
    try {
      await takeTour({
        browser,
        superviseur,
        language,
        words,
        visit: async (page, name) => {
          pictures += 1;
          await picture(page, language, `${String(pictures).padStart(2, "0")}-${name}`);
        },
      });
    } finally {
      await superviseur.stop();
    }
    console.log(`${language}: ${pictures} states`);
  }
} finally {
  await browser.close();
  await tearDown();
}
console.log(`The pictures are in ${SCREENS}`);
