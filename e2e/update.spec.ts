import { choosePassword, enter, importAndStart, importPage, logIn } from "./actions.ts";
import { book, goToWork } from "./care-team.ts";
import { expect, test } from "./fixtures.ts";
import { archive } from "./places.ts";
import { health } from "./platform-state.ts";
import { ADMIN_PASSWORD } from "./superviseur.ts";
import { fr } from "./words.ts";

test("an administrator updates the platform from the first login to the end, and the care team finds its data again", async ({
  page,
  browsers,
  superviseur,
}) => {
  const nurse = await browsers.open();
  await goToWork(nurse);
  await book(nurse, "Apporter les radios");
  const booked = (): unknown =>
    superviseur.rows("SELECT count(*) AS n FROM appointments WHERE note = 'Apporter les radios'")[0]?.n;
  const appointments = (): unknown => superviseur.rows("SELECT count(*) AS n FROM appointments")[0]?.n;
  expect(booked()).toBe(1);
  const before = appointments();

  await logIn(page, superviseur.factory);
  await choosePassword(page, superviseur.factory.password, ADMIN_PASSWORD);
  superviseur.passwordWasChanged();
  await expect(importPage(page)).toBeVisible();

  // The nurse keeps working; at some moment the page is the maintenance page.
  const maskSeen = async (): Promise<void> => {
    await expect(async () => {
      await nurse.goto("/");
      await expect(nurse.getByRole("heading", { name: fr("mask.title.update") })).toBeVisible({ timeout: 1 });
    }).toPass({ intervals: [10], timeout: 120_000 });
  };
  // The page and its live connection to the platform log the mask in different words.
  browsers.expectComplaint(/\b503\b/);
  // A page loaded just before the mask requests its styles just after it.
  browsers.expectComplaint(/^Refused to (apply style|execute script)/);
  await Promise.all([maskSeen(), importAndStart(page, archive("planidemo.maj.4.7.0.tgz"), ADMIN_PASSWORD)]);

  await expect(page.getByText(fr("followup.ended.succeeded", { version: "4.7.0" }))).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByRole("banner").getByText(fr("common.masked"))).toBeHidden();
  // The page came back without any action of hers, and she is still logged in.
  await expect(nurse.getByRole("link", { name: "Rendez-vous", exact: true })).toBeVisible();
  await expect(nurse.getByText("PlaniDémo 4.7.0")).toBeVisible();
  expect([booked(), appointments()]).toEqual([1, before]);
  expect(await health(superviseur)).toMatchObject({ status: "ok", version: "4.7.0" });
});

test("an administrator updates the nomenclature alone, and the platform keeps its version", async ({
  page,
  superviseur,
}) => {
  await superviseur.admin();
  await enter(page, { name: superviseur.factory.name, password: ADMIN_PASSWORD });
  await importAndStart(page, archive("planidemo.maj.ccam-2026.2.tgz"), ADMIN_PASSWORD);
  await expect(page.getByText(fr("followup.outcome.succeeded"), { exact: true }).first()).toBeVisible({
    timeout: 60_000,
  });
  expect(await health(superviseur)).toMatchObject({ status: "ok", version: "4.6.2" });
  expect(superviseur.rows("SELECT version FROM superviseur_datasets")).toEqual([{ version: "ccam-2026.2" }]);
});
