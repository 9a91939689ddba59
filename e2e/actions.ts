/** What users do on the screens. Every locator is a role, a label or a text of the catalogue. */
import { basename } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { BASE_PATH } from "../shared/api/base.ts";
import type { Credentials } from "./api.ts";
import { expect } from "./fixtures.ts";
import { fr, type Words } from "./words.ts";

/** An input by its label, with or without the asterisk of a required field. */
export const field = (place: Page | Locator, label: string): Locator =>
  place.getByLabel(new RegExp(`^${label.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}( \\*)?$`));

export async function logIn(page: Page, { name, password }: Credentials, t: Words = fr): Promise<void> {
  await page.goto(BASE_PATH);
  await field(page, t("accounts.login.name")).fill(name);
  await field(page, t("common.password")).fill(password);
  await page.getByRole("button", { name: t("accounts.login.submit") }).click();
}

/** Logs in and waits for the first page. */
export async function enter(page: Page, credentials: Credentials, t: Words = fr): Promise<void> {
  await logIn(page, credentials, t);
  await expect(page.getByRole("button", { name: t("common.account") })).toBeVisible();
}

/** The first login of an account: a password that another person has seen must be changed. */
export async function choosePassword(
  page: Page,
  current: string,
  next: string,
  t: Words = fr,
): Promise<void> {
  await expect(page.getByText(t("accounts.change.first"))).toBeVisible();
  await field(page, t("accounts.change.current")).fill(current);
  await field(page, t("accounts.change.next")).fill(next);
  await field(page, t("accounts.change.repeat")).fill(next);
  await page.getByRole("button", { name: t("accounts.change.submit") }).click();
}

export const importPage = (page: Page, t: Words = fr): Locator =>
  page.getByRole("heading", { name: t("importing.title") });

/** The visible button. The drop zone's hidden file input has the same name. */
export const chooseButton = (page: Page, t: Words = fr): Locator =>
  page.getByRole("button", { name: t("importing.select") }).filter({ hasText: t("importing.select") });

/** Chooses the file with the button, as most users do. */
export async function chooseArchive(page: Page, file: string, t: Words = fr): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await chooseButton(page, t).click();
  await (await chooser).setFiles(file);
}

export const reviewOf = (page: Page, version: string, t: Words = fr): Locator =>
  page.getByRole("heading", { name: t("importing.review.title", { to: version }) });

/** Ticks both boxes, and the one for warnings if there is one. */
export async function tickBoxes(page: Page, t: Words = fr): Promise<void> {
  await page.getByLabel(t("importing.information.noticeRead")).check();
  await page.getByLabel(t("importing.information.agreed")).check();
  const warnings = page.getByLabel(t("importing.information.warnings"));
  if (await warnings.isVisible()) await warnings.check();
}

/** Presses Importer; resolves with the dialog that asks for the password. */
export async function askToStart(page: Page, version: string, t: Words = fr): Promise<Locator> {
  await page.getByRole("button", { name: t("importing.start.submit"), exact: true }).click();
  const dialog = page.getByRole("dialog", { name: t("importing.start.dialog", { to: version }) });
  await expect(dialog).toBeVisible();
  return dialog;
}

/** Ticks the boxes and enters the password: the run starts. */
export async function consent(page: Page, version: string, password: string, t: Words = fr): Promise<void> {
  await expect(reviewOf(page, version, t)).toBeVisible();
  await tickBoxes(page, t);
  const dialog = await askToStart(page, version, t);
  await field(dialog, t("common.password")).fill(password);
  await dialog.getByRole("button", { name: t("importing.start.confirm") }).click();
}

export async function importAndStart(page: Page, file: string, password: string): Promise<void> {
  await chooseArchive(page, file);
  await consent(page, versionIn(file), password);
}

export const versionIn = (file: string): string => basename(file).replace(/^\w+\.maj\.|\.tgz$/g, "");

export const logRegion = (page: Page, t: Words = fr): Locator =>
  page.getByRole("log", { name: t("followup.log.region") });

/** All lines that this viewer has, in order, including those scrolled out of view: uses the copy button. */
export async function copiedLog(page: Page): Promise<string[]> {
  await page.getByRole("button", { name: fr("followup.log.copy") }).click();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  return text.trimEnd().split("\n");
}
