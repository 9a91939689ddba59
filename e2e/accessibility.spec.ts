import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { takeTour } from "./tour.ts";
import { fr } from "./words.ts";

/** The component library's default names, in English: one of them on a page means that a label is missing. */
const LIBRARY_NAME = /\b(toggle|close|clear|open|remove|next|previous|visibility)\b/i;

/** The tour runs five whole updates, and each of its eighty analyses takes seconds of a small server's processor. */
const TOUR_TIMEOUT_MS = 20 * 60_000;

test("every screen is accessible, in light and dark mode", async ({ browser, superviseur }) => {
  test.setTimeout(TOUR_TIMEOUT_MS);
  const found: string[] = [];
  const visited: string[] = [];
  const visit = async (page: Page, name: string): Promise<void> => {
    visited.push(name);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const { violations } = await new AxeBuilder({ page }).analyze();
      for (const { id, nodes } of violations)
        found.push(`${name} (${colorScheme}) ${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
    }
    await page.emulateMedia({ colorScheme: "light" });
    const names = await page
      .locator("[aria-label]")
      .evaluateAll((all) => all.map((one) => one.getAttribute("aria-label") ?? ""));
    for (const label of names)
      if (LIBRARY_NAME.test(label)) found.push(`${name} says “${label}” in a page in French`);
  };
  await takeTour({ browser, superviseur, language: "fr", words: fr, visit });
  expect(visited.length).toBeGreaterThan(15);
  expect(found).toEqual([]);
});
