/** The tour's stops at a revert, state by state. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { field } from "./actions.ts";
import type { Api } from "./api.ts";
import { expect } from "./fixtures.ts";
import { ADMIN_PASSWORD, type Superviseur } from "./superviseur.ts";
import type { Words } from "./words.ts";

interface RevertTour {
  readonly page: Page;
  readonly api: Api;
  readonly superviseur: Superviseur;
  readonly words: Words;
  readonly visit: (page: Page, name: string) => Promise<void>;
}

const LONG = { timeout: 60_000 };

/** The last run was an update from the version `to`. */
export async function visitRevert(
  { page, api, superviseur, words: t, visit }: RevertTour,
  to: string,
): Promise<void> {
  await page.goto("/superviseur/mises-a-jour/import");
  await expect(page.getByRole("heading", { name: t("revert.card.title") })).toBeVisible();
  await visit(page, "import-return-offered");

  // The count of a small database is too quick to see: it is held at its start.
  const { id: run } = await api.lastRun();
  await page.route("**/api/revert/losses", async (route) => {
    const counting = {
      status: "counting",
      run,
      startedAt: Date.now(),
      done: 61_000,
      expected: 245_000,
      seconds: 95,
    };
    await route.fulfill({ status: 202, json: counting });
  });
  await page.getByRole("link", { name: t("revert.card.open") }).click();
  await expect(page.getByText(t("revert.losses.counting"))).toBeVisible();
  await visit(page, "return-counting");
  await page.unroute("**/api/revert/losses");

  superviseur.write(`
    UPDATE appointments SET note = 'À jeun' WHERE id IN (SELECT id FROM appointments LIMIT 3);
    DELETE FROM sessions;
    UPDATE patients SET phone = '01 02 03 04 05' WHERE id = 1;
    INSERT INTO letters (patient_id, title, written_on, file) VALUES (1, 'Suivi', '2026-11-21', 'a.txt'), (2, 'Suivi', '2026-11-21', 'b.txt')`);
  await writeFile(join(superviseur.folder, "platform", "data", "files", "nouvelle.txt"), "Cher confrère");
  const back = t("revert.back", { to });
  await page.reload();
  await expect(page.getByRole("button", { name: t("revert.losses.again") })).toBeVisible(LONG);
  await visit(page, "revert");
  await page.getByLabel(t("revert.agree")).check();
  await page.getByRole("button", { name: back }).click();
  const dialog = page.getByRole("dialog", { name: back });
  await expect(dialog).toBeVisible();
  await visit(page, "return-password");
  await field(dialog, t("common.password")).fill(ADMIN_PASSWORD);
  await dialog.getByRole("button", { name: back }).click();
  await expect(page.getByText(t("followup.revertEnded.succeeded", { version: to }))).toBeVisible(LONG);
  await visit(page, "run-returned");
  await page.goto("/superviseur/mises-a-jour/suivi/toutes");
  await expect(
    page.getByRole("link", { name: t("followup.revertRun.title", { version: to }) }),
  ).toBeVisible();
  await visit(page, "runs-with-return");
  await page.goto("/superviseur/mises-a-jour/retour");
  await expect(page.getByText(t("revert.obstacle.no-update"))).toBeVisible();
  await visit(page, "return-impossible");
}
