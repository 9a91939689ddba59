/**
 * The tour's stops at an interrupted update and at an intervention. States that a browser cannot cause are
 * written to the journal as a runner writes them.
 */
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { openJournal } from "../server/journal/journal.ts";
import { type RunEvent, runIdSchema, type World } from "../shared/journal.ts";
import { PLANNED_AND_CONSENTED } from "../shared/testing/run-histories.ts";
import { field } from "./actions.ts";
import type { Api } from "./api.ts";
import { expect } from "./fixtures.ts";
import type { Tour } from "./tour.ts";
import { vendorUnlock } from "./vendor-unlock.ts";

interface Unlocks extends Omit<Tour, "browser" | "language"> {
  readonly page: Page;
  readonly api: Api;
}
const by = { id: "1", name: "Admin" };
const WORLD: World = {
  release: "4.7.2",
  complete: true,
  masked: true,
  restorePoint: "whole",
  backup: "proven",
  services: [{ name: "portail", running: false }],
};

/** The dialog on the page of a run that is locked. */
export async function visitUnlock({ page, api, words: t, visit }: Unlocks): Promise<void> {
  const { id: run } = await api.lastRun();
  await page.getByRole("button", { name: t("unlock.submit") }).click();
  const dialog = page.getByRole("dialog");
  await field(dialog, t("unlock.dialog.label")).fill(
    await vendorUnlock({ installation: "0000-0000-0000", run, action: "retry" }),
  );
  await expect(
    dialog.getByText(t("error.UNLOCK_OTHER_INSTALLATION.title", { found: "0000-0000-0000" })),
  ).toBeVisible();
  await visit(page, "unlock-refused");
  const { installation } = await api.overview();
  await field(dialog, t("unlock.dialog.label")).fill(
    await vendorUnlock({ installation, run, action: "retry" }),
  );
  await expect(dialog.getByText(t("unlock.dialog.allows"))).toBeVisible();
  await visit(page, "unlock");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
}

/** Must come last: a platform that waits for support accepts no further import. */
export async function visitIntervention({ page, superviseur, words: t, visit }: Unlocks): Promise<void> {
  const run = runIdSchema.parse("20991121-031200-a1b2c3");
  const journal = openJournal(join(superviseur.folder, "state", "journal.sqlite"));
  const cause = { code: "MIGRATION_FAILED", facts: { migration: "4.8.0-02-patient-logins" } } as const;
  const records: RunEvent[] = [
    { type: "run:opened", by, fileName: "planidemo.maj.4.8.0.tgz", fileSize: 1, from: "4.7.2" },
    ...PLANNED_AND_CONSENTED,
    { type: "runner:started", pid: 1, attempt: 1, decision: "start", reason: "nothing-begun" },
    { type: "step:intended", step: "mask", direction: "do", facts: {} },
    { type: "step:done", step: "mask", direction: "do", facts: {} },
    { type: "step:intended", step: "migrate", direction: "do", facts: {} },
    {
      type: "runner:started",
      pid: 1,
      attempt: 2,
      decision: "roll-back",
      reason: "mask-to-commit",
      step: "migrate",
      world: WORLD,
    },
    { type: "run:rolling-back", cause },
    { type: "step:failed", step: "migrate", direction: "undo", error: cause },
    {
      type: "run:ended",
      outcome: "intervention",
      error: { code: "ROLLBACK_FAILED", facts: { step: "migrate" } },
      locked: true,
    },
  ];
  for (const event of records) journal.append(run, event);
  journal.close();
  await page.goto(`/superviseur/mises-a-jour/suivi/${run}`);
  await expect(page.getByText(t("recovery.found.title"))).toBeVisible();
  await visit(page, "run-intervention");
  await page.goto("/superviseur/mises-a-jour/import");
  await expect(page.getByText(t("error.INTERVENTION_PENDING.title", { run }))).toBeVisible();
  await visit(page, "import-intervention");
}
