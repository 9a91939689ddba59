/** A member of the care team who works on the platform and does not use Superviseur. */
import type { Page } from "@playwright/test";
import { DEMO_PASSWORD } from "../demo/seed/accounts.ts";
import { expect } from "./fixtures.ts";

export async function goToWork(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByLabel("Identifiant").fill("paul.lefevre");
  await page.getByLabel("Mot de passe").fill(DEMO_PASSWORD);
  await page.getByRole("button", { name: "Se connecter" }).click();
  await expect(page.getByRole("link", { name: "Rendez-vous", exact: true })).toBeVisible();
}

/** Books an appointment with a remark that identifies it. */
export async function book(page: Page, remark: string): Promise<void> {
  await page.goto("/appointments/new");
  await page.getByLabel("Patient").selectOption({ index: 1 });
  await page.getByLabel("Praticien").selectOption({ index: 1 });
  await page.getByLabel("Remarque").fill(remark);
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByRole("heading", { name: "Nouveau rendez-vous" })).toBeHidden();
}
