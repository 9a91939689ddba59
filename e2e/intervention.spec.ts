import { rename } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { stateLayout } from "../server/platform/layout.ts";
import { runIdSchema, type UnlockAction } from "../shared/journal.ts";
import { enter, field, importAndStart, logRegion } from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import { PATIENT_VERSION, patientArchive, WAITING } from "./patient-release.ts";
import { health, tableHashes } from "./platform-state.ts";
import { ADMIN_PASSWORD, type Superviseur } from "./superviseur.ts";
import { vendorUnlock } from "./vendor-unlock.ts";
import { fr } from "./words.ts";

const LONG = { timeout: 60_000 };

/** The update is cancelled in its migration while the restore point cannot be read: there is no way back, and no way on. */
async function loseTheWayBack(
  page: Page,
  superviseur: Superviseur,
): Promise<{ run: string; mend: () => Promise<void> }> {
  const api = await superviseur.admin();
  await enter(page, { name: superviseur.factory.name, password: ADMIN_PASSWORD });
  await importAndStart(page, patientArchive(), ADMIN_PASSWORD);
  await expect(logRegion(page).getByText(WAITING).last()).toBeVisible(LONG);
  const { id: run } = await api.lastRun();
  const point = stateLayout(join(superviseur.folder, "state")).restorePoint(runIdSchema.parse(run));
  await rename(point, `${point}.lost`);

  await page.getByRole("button", { name: fr("followup.run.cancel") }).click();
  const dialog = page.getByRole("dialog", {
    name: fr("followup.run.cancelDialog", { version: PATIENT_VERSION }),
  });
  await field(dialog, fr("common.password")).fill(ADMIN_PASSWORD);
  await dialog.getByRole("button", { name: fr("followup.run.cancel") }).click();
  await expect(page.getByText(fr("followup.ended.intervention"))).toBeVisible(LONG);
  return { run, mend: () => rename(`${point}.lost`, point) };
}

/** Support's text is pasted, and the page says what it allows before anything is done. */
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
  test(`where there is no way back a human is called behind the mask; once it is mended, support's ${action} takes everything back`, async ({
    page,
    browsers,
    superviseur,
  }) => {
    test.slow();
    browsers.expectComplaint(/503/);
    const before = tableHashes(superviseur);
    const { run, mend } = await loseTheWayBack(page, superviseur);
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

    await mend();
    await unlock(page, (await api.overview()).installation, run, action);
    await expect(page.getByText(fr("followup.ended.cancelled", { from: "4.6.2" }))).toBeVisible(LONG);
    // But for the log nothing is said any more of the first way back, which had failed.
    await expect(page.getByText(fr("error.ROLLBACK_FAILED.action"))).toHaveCount(0);
    const step = fr("steps.snapshot.name");
    await expect(page.getByText(fr("error.ROLLBACK_FAILED.title", { step }), { exact: true })).toHaveCount(0);
    expect(await health(superviseur)).toMatchObject({ status: "ok", version: "4.6.2" });
    expect(tableHashes(superviseur)).toEqual(before);
    expect(await api.lastRun()).toMatchObject({ id: run, masked: false, locked: false });
  });

test("what nobody can mend support accepts as it is, and the platform is open again", async ({
  page,
  browsers,
  superviseur,
}) => {
  test.slow();
  browsers.expectComplaint(/503/);
  const { run } = await loseTheWayBack(page, superviseur);
  const api = await superviseur.admin();

  // A way back that is still not there ends as it did before, however often support allows it.
  await unlock(page, (await api.overview()).installation, run, "go-back");
  await expect.poll(async () => (await api.lastRun()).phase, LONG).toBe("ended");
  await expect(page.getByText(fr("followup.ended.intervention"))).toBeVisible(LONG);
  expect(await front(superviseur)).toBe(503);

  await unlock(page, (await api.overview()).installation, run, "accept");
  await expect(page.getByText(fr("followup.ended.accepted"))).toBeVisible(LONG);
  await expect.poll(() => front(superviseur)).toBe(200);
  expect(await api.lastRun()).toMatchObject({ id: run, outcome: "accepted", masked: false });
});
