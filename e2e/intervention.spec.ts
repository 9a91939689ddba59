import { rename } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { stateLayout } from "../server/platform/layout.ts";
import { runIdSchema, type UnlockAction } from "../shared/journal.ts";
import { enter, field, importAndStart, logRegion } from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import { health, tableHashes } from "./platform-state.ts";
import { ADMIN_PASSWORD, type Superviseur } from "./superviseur.ts";
import { vendorUnlock } from "./vendor-unlock.ts";
import { WAITING_LINE, WAITING_VERSION, waitingArchive } from "./waiting-release.ts";
import { fr } from "./words.ts";

const LONG = { timeout: 60_000 };

/**
 * Cancels the update in its migration while the restore point is missing: it can neither proceed nor roll
 * back.
 */
async function cancelWithoutRestorePoint(
  page: Page,
  superviseur: Superviseur,
): Promise<{ run: string; fix: () => Promise<void> }> {
  const api = await superviseur.admin();
  await enter(page, { name: superviseur.factory.name, password: ADMIN_PASSWORD });
  await importAndStart(page, waitingArchive(), ADMIN_PASSWORD);
  await expect(logRegion(page).getByText(WAITING_LINE).last()).toBeVisible(LONG);
  const { id: run } = await api.lastRun();
  const point = stateLayout(join(superviseur.folder, "state")).restorePoint(runIdSchema.parse(run));
  await rename(point, `${point}.lost`);

  await page.getByRole("button", { name: fr("followup.run.cancel") }).click();
  const dialog = page.getByRole("dialog", {
    name: fr("followup.run.cancelDialog", { version: WAITING_VERSION }),
  });
  await field(dialog, fr("common.password")).fill(ADMIN_PASSWORD);
  await dialog.getByRole("button", { name: fr("followup.run.cancelConfirm", { version: "4.6.2" }) }).click();
  await expect(page.getByText(fr("followup.ended.intervention"))).toBeVisible(LONG);
  return { run, fix: () => rename(`${point}.lost`, point) };
}

/** Pastes support's text; the page shows what it allows before anything is done. */
async function unlock(page: Page, installation: string, run: string, action: UnlockAction): Promise<void> {
  await page.getByRole("button", { name: fr("unlock.submit") }).click();
  const dialog = page.getByRole("dialog", { name: fr("unlock.dialog.title", { id: run }) });
  await field(dialog, fr("unlock.dialog.label")).fill(await vendorUnlock({ installation, run, action }));
  await expect(dialog.getByText(fr(`unlock.allows.${action}`))).toBeVisible();
  await field(dialog, fr("common.password")).fill(ADMIN_PASSWORD);
  await dialog.getByRole("button", { name: fr("unlock.submit") }).click();
  await expect(dialog).toBeHidden();
}

const front = async (superviseur: Superviseur): Promise<number> => (await fetch(superviseur.url)).status;

for (const action of ["retry", "go-back"] as const)
  test(`a run that cannot roll back stays masked and requires intervention; once fixed, support's ${action} rolls it back`, async ({
    page,
    browsers,
    superviseur,
  }) => {
    test.slow();
    browsers.expectComplaint(/503/);
    const before = tableHashes(superviseur);
    const { run, fix } = await cancelWithoutRestorePoint(page, superviseur);
    expect(await front(superviseur)).toBe(503);
    await expect(page.getByText(fr("error.ROLLBACK_FAILED.action"))).toBeVisible();
    await expect(page.getByText(fr("recovery.safe.stopped"))).toBeVisible();
    await expect(page.getByText(fr("recovery.found.restorePoint.absent"))).toBeVisible();
    await expect(page.getByText(fr("recovery.found.masked"))).toBeVisible();
    await expect(page.getByText(fr("followup.ended.locked", { id: run }))).toBeVisible();

    const api = await superviseur.admin();
    await page.goto("/superviseur/mises-a-jour/import");
    await expect(page.getByText(fr("error.INTERVENTION_PENDING.title", { run }))).toBeVisible();
    await page.goto(`/superviseur/mises-a-jour/suivi/${run}`);

    await fix();
    await unlock(page, (await api.overview()).installation, run, action);
    await expect(page.getByText(fr("followup.ended.cancelled", { from: "4.6.2" }))).toBeVisible(LONG);
    // Outside the log, the page no longer mentions the first rollback, which failed.
    await expect(page.getByText(fr("error.ROLLBACK_FAILED.action"))).toHaveCount(0);
    const step = fr("steps.snapshot.name");
    await expect(page.getByText(fr("error.ROLLBACK_FAILED.title", { step }), { exact: true })).toHaveCount(0);
    expect(await health(superviseur)).toMatchObject({ status: "ok", version: "4.6.2" });
    expect(tableHashes(superviseur)).toEqual(before);
    expect(await api.lastRun()).toMatchObject({ id: run, masked: false, locked: false });
  });

test("support accepts a platform that cannot be fixed as it is, and the platform is open again", async ({
  page,
  browsers,
  superviseur,
}) => {
  test.slow();
  browsers.expectComplaint(/503/);
  const { run } = await cancelWithoutRestorePoint(page, superviseur);
  const api = await superviseur.admin();

  // The restore point is still missing: another rollback ends as the first one did.
  await unlock(page, (await api.overview()).installation, run, "go-back");
  await expect.poll(async () => (await api.lastRun()).phase, LONG).toBe("ended");
  await expect(page.getByText(fr("followup.ended.intervention"))).toBeVisible(LONG);
  expect(await front(superviseur)).toBe(503);

  await unlock(page, (await api.overview()).installation, run, "accept");
  await expect(page.getByText(fr("followup.ended.accepted"))).toBeVisible(LONG);
  await expect.poll(() => front(superviseur)).toBe(200);
  expect(await api.lastRun()).toMatchObject({ id: run, outcome: "accepted", masked: false });
});
