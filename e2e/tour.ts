/**
 * Goes through every state of the screens on a real platform and stops at each. The accessibility check and
 * `npm run screens` both take this tour.
 */
import type { Browser, Page } from "@playwright/test";
import {
  askToStart,
  chooseArchive,
  choosePassword,
  consent,
  enter,
  field,
  importPage,
  logIn,
  logRegion,
  reviewOf,
  tickBoxes,
} from "./actions.ts";
import { expect } from "./fixtures.ts";
import { archive, badArchive } from "./places.ts";
import { ADMIN_PASSWORD, type Superviseur } from "./superviseur.ts";
import { visitImports } from "./tour-imports.ts";
import { visitRevert } from "./tour-revert.ts";
import { visitIntervention, visitUnlock } from "./tour-unlock.ts";
import { endMigration, WAITING_LINE, WAITING_VERSION, waitingArchive } from "./waiting-release.ts";
import type { Words } from "./words.ts";

export interface Tour {
  readonly browser: Browser;
  readonly superviseur: Superviseur;
  readonly language: "fr" | "en";
  readonly words: Words;
  /** Called in each state once it is stable; `name` is a file name. */
  readonly visit: (page: Page, name: string) => Promise<void>;
}

const LONG = { timeout: 60_000 };

export async function takeTour({ browser, superviseur, language, words: t, visit }: Tour): Promise<void> {
  const open = async (): Promise<Page> => {
    const context = await browser.newContext({
      baseURL: superviseur.url,
      locale: language === "fr" ? "fr-FR" : "en-GB",
    });
    await context.addInitScript((chosen) => localStorage.setItem("superviseur-language", chosen), language);
    return await context.newPage();
  };
  const page = await open();
  const to = (path: string): Promise<unknown> => page.goto(`/superviseur${path}`);

  await page.goto("/superviseur");
  await expect(page.getByRole("button", { name: t("accounts.login.submit") })).toBeVisible();
  await visit(page, "login");
  await logIn(page, { name: superviseur.factory.name, password: "wrong" }, t);
  await expect(page.getByText(t("error.LOGIN_FAILED.title"))).toBeVisible();
  await visit(page, "login-failed");
  await logIn(page, superviseur.factory, t);
  await expect(page.getByText(t("accounts.change.first"))).toBeVisible();
  await visit(page, "first-password");
  await choosePassword(page, superviseur.factory.password, ADMIN_PASSWORD, t);
  superviseur.passwordWasChanged();

  await expect(importPage(page, t)).toBeVisible();
  await visit(page, "import");
  await to("/mises-a-jour/suivi");
  await expect(page.getByText(t("followup.empty"))).toBeVisible();
  await visit(page, "runs-none");

  await to("");
  await chooseArchive(page, badArchive("changed-byte", "planidemo.maj.4.7.0.tgz"), t);
  await expect(
    page.getByText(t("error.ARCHIVE_FILE_ALTERED.title", { entry: "portal/server.ts" })),
  ).toBeVisible();
  await visit(page, "import-refused");

  const api = await superviseur.admin();
  await visitImports({ page, open, superviseur, words: t, visit });

  await to("");
  await chooseArchive(page, badArchive("full-disk", "planidemo.maj.4.7.5.tgz"), t);
  await expect(reviewOf(page, "4.7.5", t)).toBeVisible();
  await visit(page, "review-blocked");
  await api.cancelOpen(ADMIN_PASSWORD);

  await to("");
  await chooseArchive(page, archive("planidemo.maj.4.6.3.tgz"), t);
  await expect(reviewOf(page, "4.6.3", t)).toBeVisible();
  await visit(page, "review-warning");
  await api.cancelOpen(ADMIN_PASSWORD);

  await to("");
  await chooseArchive(page, archive("planidemo.maj.4.8.1.tgz"), t);
  await expect(reviewOf(page, "4.8.1", t)).toBeVisible();
  await visit(page, "review");
  await tickBoxes(page, t);
  await askToStart(page, "4.8.1", t);
  await visit(page, "consent");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await consent(page, "4.8.1", ADMIN_PASSWORD, t);
  await expect(page.getByText(t("followup.ended.rolled-back", { from: "4.6.2" }))).toBeVisible(LONG);
  await visit(page, "run-rolled-back");
  await visitUnlock({ page, api, superviseur, words: t, visit });

  await to("");
  await chooseArchive(page, waitingArchive(), t);
  await consent(page, WAITING_VERSION, ADMIN_PASSWORD, t);
  await expect(logRegion(page, t).getByText(WAITING_LINE).last()).toBeVisible(LONG);
  await visit(page, "run-masked");
  await page.getByRole("button", { name: t("followup.run.cancel") }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await visit(page, "run-cancel");
  const ward = await open();
  await ward.goto("/");
  await expect(ward.getByRole("heading", { name: t("mask.title.update") })).toBeVisible();
  await visit(ward, "maintenance");
  await ward.context().close();
  await to("/audit");
  await expect(page.getByRole("heading", { name: t("accounts.audit.title") })).toBeVisible();
  await visit(page, "audit-and-banner");
  const run = await api.lastRun();
  await to(`/mises-a-jour/suivi/${run.id}`);
  endMigration(superviseur);
  await expect(page.getByText(t("followup.ended.succeeded", { version: WAITING_VERSION }))).toBeVisible(LONG);
  await visit(page, "run-succeeded");
  await to("/mises-a-jour/suivi");
  await expect(page.getByText(t("followup.outcome.succeeded"), { exact: true }).first()).toBeVisible();
  await visit(page, "runs");
  await visitRevert({ page, api, superviseur, words: t, visit }, "4.6.2");

  const newcomer = await api.createUser("Camille Passant", [], "le mot de passe de Camille");
  await to("/comptes");
  await expect(page.getByRole("heading", { name: t("accounts.users.title"), exact: true })).toBeVisible();
  await visit(page, "accounts");
  await page.getByRole("button", { name: t("accounts.users.create") }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await visit(page, "accounts-create");
  await field(page.getByRole("dialog"), t("accounts.users.name")).fill("Noa Lambert");
  await page.keyboard.press("Enter");
  await expect(page.getByText(t("accounts.users.newPasswordOnce", { name: "Noa Lambert" }))).toBeVisible();
  await visit(page, "accounts-password");
  await to("/nulle-part");
  await expect(page.getByText(t("common.notFound.title"))).toBeVisible();
  await visit(page, "not-found");

  const support = await open();
  await enter(support, await api.createUser("Alex Support", ["support"], "le mot de passe de Alex"), t);
  await support.goto("/superviseur/mises-a-jour/import");
  await expect(support.getByText(t("importing.forbidden"))).toBeVisible();
  await visit(support, "import-forbidden");
  await support.context().close();

  const outsider = await open();
  await logIn(outsider, newcomer, t);
  await expect(outsider.getByText(t("common.stranger.title"))).toBeVisible();
  await visit(outsider, "no-access");
  await outsider.context().close();

  await visitIntervention({ page, api, superviseur, words: t, visit });
  await page.context().close();
}
