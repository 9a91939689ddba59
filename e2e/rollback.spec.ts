import { chooseArchive, enter, importAndStart, importPage, type logIn, logRegion } from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import { archive } from "./places.ts";
import { health, tableHashes } from "./platform-state.ts";
import { ADMIN_PASSWORD, type Superviseur } from "./superviseur.ts";
import { WAITING_LINE, WAITING_VERSION, waitingArchive } from "./waiting-release.ts";
import { fr } from "./words.ts";

async function asAdministrator(page: Parameters<typeof logIn>[0], superviseur: Superviseur): Promise<void> {
  await superviseur.admin();
  await enter(page, { name: superviseur.factory.name, password: ADMIN_PASSWORD });
  await expect(importPage(page)).toBeVisible();
}

test("a version whose health check fails is rolled back automatically, and the platform works as before", async ({
  page,
  superviseur,
}) => {
  await asAdministrator(page, superviseur);
  const before = tableHashes(superviseur);
  await importAndStart(page, archive("planidemo.maj.4.7.1.tgz"), ADMIN_PASSWORD);
  await expect(page.getByText(fr("followup.ended.rolled-back", { from: "4.6.2" }))).toBeVisible({
    timeout: 90_000,
  });
  await expect(page.getByText(/Base de données.*503/).first()).toBeVisible();
  expect(await health(superviseur)).toMatchObject({ status: "ok", version: "4.6.2" });
  expect(tableHashes(superviseur)).toEqual(before);
});

test("a migration that fails in the rehearsal never interrupts the platform, and the archive is locked", async ({
  page,
  superviseur,
}) => {
  await asAdministrator(page, superviseur);
  const before = tableHashes(superviseur);
  await importAndStart(page, archive("planidemo.maj.4.8.0.tgz"), ADMIN_PASSWORD);
  await expect(page.getByText(fr("followup.ended.unmasked", { from: "4.6.2" }))).toBeVisible({
    timeout: 60_000,
  });
  expect(await health(superviseur)).toMatchObject({ status: "ok", version: "4.6.2" });
  expect(tableHashes(superviseur)).toEqual(before);
  const run = await (await superviseur.admin()).lastRun();
  await expect(page.getByText(fr("followup.ended.locked", { id: run.id }))).toBeVisible();

  await page.getByRole("link", { name: fr("common.import"), exact: true }).click();
  await chooseArchive(page, archive("planidemo.maj.4.8.0.tgz"));
  await expect(page.getByText(fr("error.ARCHIVE_LOCKED.action", { run: run.id }))).toBeVisible();
});

test("a migration that fails behind the mask, half-way and partly committed, leaves every row as it was", async ({
  page,
  superviseur,
}) => {
  await asAdministrator(page, superviseur);
  const before = tableHashes(superviseur);
  await importAndStart(page, archive("planidemo.maj.4.8.1.tgz"), ADMIN_PASSWORD);
  await expect(page.getByText(fr("followup.ended.rolled-back", { from: "4.6.2" }))).toBeVisible({
    timeout: 60_000,
  });
  expect(await health(superviseur)).toMatchObject({ status: "ok", version: "4.6.2" });
  expect(tableHashes(superviseur)).toEqual(before);
});

test("a runner is killed in the migration: the next one rolls back, and both pages say what was decided and why", async ({
  browsers,
  superviseur,
}) => {
  browsers.expectComplaint(/503/);
  const page = await browsers.open();
  await asAdministrator(page, superviseur);
  const before = tableHashes(superviseur);
  await importAndStart(page, waitingArchive(), ADMIN_PASSWORD);
  await expect(logRegion(page).getByText(WAITING_LINE).last()).toBeVisible({ timeout: 60_000 });

  await superviseur.killRunner();
  await expect(page.getByText(fr("followup.ended.rolled-back", { from: "4.6.2" }))).toBeVisible({
    timeout: 60_000,
  });
  expect(await health(superviseur)).toMatchObject({ status: "ok", version: "4.6.2" });
  expect(tableHashes(superviseur)).toEqual(before);

  const stopped = page.getByText(fr("recovery.interrupted", { step: fr("steps.migrate.name") }));
  const why = page.getByText(fr("recovery.reason.mask-to-commit"));
  const step = (name: "migrate" | "switch" | "mask") =>
    page.getByRole("listitem").filter({ hasText: fr(`steps.${name}.name`) });
  await expect(stopped).toBeVisible();
  await expect(why).toBeVisible();
  await expect(step("migrate")).toContainText(fr("followup.steps.status.interrupted"));
  await expect(step("switch")).toContainText(fr("followup.steps.status.unreached"));
  await expect(step("mask")).toContainText(fr("followup.steps.status.undone"));
  await expect(page.locator("[aria-current=step]")).toHaveCount(0);

  await page.getByRole("link", { name: fr("common.import"), exact: true }).click();
  await expect(stopped).toBeVisible();
  await expect(why).toBeVisible();
  await expect(
    page.getByText(
      fr("recovery.since", {
        result: fr("followup.ended.rolled-back", { version: WAITING_VERSION, from: "4.6.2" }),
      }),
    ),
  ).toBeVisible();
});
