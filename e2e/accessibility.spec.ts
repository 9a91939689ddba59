import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { takeTour } from "./tour.ts";
import { fr } from "./words.ts";

/** Names that the component library gives in English where nobody says another. */
const LIBRARY_NAME = /\b(toggle|close|clear|open|remove|next|previous|visibility)\b/i;

test("everybody can use every screen, light and dark", async ({ browser, superviseur }) => {
  // Every screen twice, with whole updates in between.
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
