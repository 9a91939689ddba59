/** What people do on the screens, in their words. Every locator is a role, a label or a text of the catalogue. */
import { basename } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { BASE_PATH } from "../shared/api.ts";
import type { Credentials } from "./api.ts";
import { expect } from "./fixtures.ts";
import { fr } from "./words.ts";

export async function logIn(page: Page, { name, password }: Credentials): Promise<void> {
  await page.goto(BASE_PATH);
  await page.getByLabel(fr("accounts.login.name"), { exact: true }).fill(name);
  await page.getByLabel(fr("common.password"), { exact: true }).fill(password);
  await page.getByRole("button", { name: fr("accounts.login.submit") }).click();
}

/** The first login of an account: the password that somebody else has seen must be changed. */
export async function choosePassword(page: Page, current: string, next: string): Promise<void> {
  await expect(page.getByText(fr("accounts.change.first"))).toBeVisible();
  await page.getByLabel(fr("accounts.change.current"), { exact: true }).fill(current);
  await page.getByLabel(fr("accounts.change.next"), { exact: true }).fill(next);
  await page.getByLabel(fr("accounts.change.repeat"), { exact: true }).fill(next);
  await page.getByRole("button", { name: fr("accounts.change.submit") }).click();
}

export const importPage = (page: Page): Locator => page.getByRole("heading", { name: fr("importing.title") });

/** With the button, as most do. */
export async function chooseArchive(page: Page, file: string): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: fr("importing.select") }).click();
  await (await chooser).setFiles(file);
}

export const reviewOf = (page: Page, version: string): Locator =>
  page.getByRole("heading", { name: fr("importing.review.title", { to: version }) });

/** Reads, ticks both boxes, gives the password: the run begins. */
export async function consent(page: Page, version: string, password: string): Promise<void> {
  await expect(reviewOf(page, version)).toBeVisible();
  await page.getByLabel(fr("importing.information.noticeRead")).check();
  await page.getByLabel(fr("importing.information.agreed")).check();
  const warnings = page.getByLabel(fr("importing.information.warnings"));
  if (await warnings.isVisible()) await warnings.check();
  await page.getByRole("button", { name: fr("importing.start.submit"), exact: true }).click();
  const dialog = page.getByRole("dialog", { name: fr("importing.start.dialog", { to: version }) });
  await dialog.getByRole("textbox").fill(password);
  await dialog.getByRole("button", { name: fr("importing.start.confirm") }).click();
}

export async function importAndStart(page: Page, file: string, password: string): Promise<void> {
  await chooseArchive(page, file);
  await consent(page, versionIn(file), password);
}

export const versionIn = (file: string): string => basename(file).replace(/^\w+\.maj\.|\.tgz$/g, "");

export const logRegion = (page: Page): Locator => page.getByRole("region", { name: fr("followup.log.region") });

/** All lines that this viewer has, in order, also those that are scrolled away: taken by the button that copies them. */
export async function copiedLog(page: Page): Promise<string[]> {
  await page.getByRole("button", { name: fr("followup.log.copy") }).click();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  return text.trimEnd().split("\n");
}
