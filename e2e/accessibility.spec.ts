import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { takeTour } from "./tour.ts";
import { fr } from "./words.ts";

/** The component library's default names, in English: one of them on a page means that a label is missing. */
const LIBRARY_NAME = /\b(toggle|close|clear|open|remove|next|previous|visibility)\b/i;

test("every screen is accessible, in light and dark mode", async ({ browser, superviseur }) => {
  // Visits every screen twice and runs whole updates in between.
  test.slow();
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
