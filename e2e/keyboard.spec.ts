import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { chooseButton, enter, field, importPage, reviewOf } from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import { archive } from "./places.ts";
import { ADMIN_PASSWORD } from "./superviseur.ts";
import { fr } from "./words.ts";

/** More than the tab stops of any screen. */
const STOPS_MAX = 120;

/** Presses Tab until the element has the focus, as a user without a mouse does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let stop = 0; stop < STOPS_MAX; stop++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${target} is never reached with Tab`);
}

test("an administrator without a mouse goes from the login to Importer", async ({ page, superviseur }) => {
  await superviseur.admin();
  await page.goto("/superviseur");
  await tabTo(page, field(page, fr("accounts.login.name")));
  await page.keyboard.type(superviseur.factory.name);
  await tabTo(page, field(page, fr("common.password")));
  await page.keyboard.type(ADMIN_PASSWORD);
  await page.keyboard.press("Enter");
  await expect(importPage(page)).toBeVisible();

  const chooser = page.waitForEvent("filechooser");
  await tabTo(page, chooseButton(page));
  await page.keyboard.press("Enter");
  await (await chooser).setFiles(archive("planidemo.maj.4.6.3.tgz"));
  await expect(reviewOf(page, "4.6.3")).toBeVisible();

  for (const box of [
    fr("importing.information.noticeRead"),
    fr("importing.information.agreed"),
    fr("importing.information.warnings"),
  ]) {
    await tabTo(page, page.getByRole("checkbox", { name: box, exact: true }));
    await page.keyboard.press("Space");
  }
  await tabTo(page, page.getByRole("button", { name: fr("importing.start.submit"), exact: true }));
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  // The dialog focuses its only input.
  await expect(field(dialog, fr("common.password"))).toBeFocused();
  await page.keyboard.type(ADMIN_PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page.getByText(fr("followup.ended.succeeded", { version: "4.6.3" }))).toBeVisible({
    timeout: 60_000,
  });
});

test("an administrator without a mouse follows a link to an archive in the drop folder, and it waits under the focus", async ({
  page,
  superviseur,
}) => {
  await superviseur.admin();
  await enter(page, { name: superviseur.factory.name, password: ADMIN_PASSWORD });
  const name = "planidemo.maj.4.7.0.tgz";
  await copyFile(archive(name), join(superviseur.folder, "state", "depot", name));
  await page.goto("/superviseur/mises-a-jour/import?prefix=planidemo&release=4.7.0");
  const take = page.getByRole("button", { name: fr("importing.depot.importNamed", { name }) });
  await expect(take).toBeFocused({ timeout: 60_000 });
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: fr("importing.depot.removeNamed", { name }) })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await tabTo(page, take);
  await page.keyboard.press("Enter");
  await expect(reviewOf(page, "4.7.0")).toBeVisible();
});
