import { chooseArchive, consent, enter, field, importPage } from "./actions.ts";
import { book, goToWork } from "./care-team.ts";
import { expect, test } from "./fixtures.ts";
import { archive } from "./places.ts";
import { health, tableHashes } from "./platform-state.ts";
import { ADMIN_PASSWORD } from "./superviseur.ts";
import { fr } from "./words.ts";

const LONG = { timeout: 60_000 };

test("an administrator reverts to the previous version after reading the losses, then installs the newer one again", async ({
  page,
  browsers,
  superviseur,
}) => {
  test.slow();
  const api = await superviseur.admin();
  await enter(page, { name: superviseur.factory.name, password: ADMIN_PASSWORD });
  await expect(importPage(page)).toBeVisible();
  await expect(page.getByRole("heading", { name: fr("revert.card.title") })).toBeHidden();

  const before = tableHashes(superviseur);
  const { id: update } = await api.importArchive(archive("planidemo.maj.4.7.0.tgz"));
  await api.start(update, ADMIN_PASSWORD);
  expect(await api.ended(update)).toMatchObject({ outcome: "succeeded" });

  // The care team works on the new version.
  browsers.expectComplaint(/\b503\b/);
  const nurse = await browsers.open();
  await goToWork(nurse);
  await book(nurse, "Apporter les radios");
  await book(nurse, "À jeun");
  const booked = (): unknown =>
    superviseur.rows(
      "SELECT count(*) AS n FROM appointments WHERE note IN ('Apporter les radios', 'À jeun')",
    )[0]?.n;
  expect(booked()).toBe(2);

  // The page shows the losses before the administrator decides.
  await page.getByRole("link", { name: fr("revert.card.open") }).click();
  await expect(
    page.getByRole("heading", { name: fr("revert.back", { to: "4.6.2" }), level: 1 }),
  ).toBeVisible();
  await expect(page.getByText(/^2 lignes ajoutées.* dans appointments$/)).toBeVisible(LONG);
  const back = page.getByRole("button", { name: fr("revert.back", { to: "4.6.2" }) });
  await expect(back).toBeDisabled();
  await page.getByLabel(fr("revert.agree")).check();
  await back.click();
  const dialog = page.getByRole("dialog", { name: fr("revert.back", { to: "4.6.2" }) });
  await field(dialog, fr("common.password")).fill("pas le bon");
  await dialog.getByRole("button", { name: fr("revert.back", { to: "4.6.2" }) }).click();
  await expect(dialog.getByText(fr("error.PASSWORD_WRONG.title"))).toBeVisible();
  expect(await api.lastRun()).toMatchObject({ id: update });

  // One more is booked meanwhile, and a colleague counts again: the accepted losses are out of date.
  await book(nurse, "Prévoir un brancard");
  // Her session began on the new version: the revert loses it.
  await nurse.close();
  const colleague = await browsers.open();
  await enter(colleague, { name: superviseur.factory.name, password: ADMIN_PASSWORD });
  await colleague.goto("/superviseur/mises-a-jour/retour");
  await expect(colleague.getByText(/^3 lignes ajoutées.* dans appointments$/)).toBeVisible(LONG);
  await colleague.close();
  await field(dialog, fr("common.password")).fill(ADMIN_PASSWORD);
  await dialog.getByRole("button", { name: fr("revert.back", { to: "4.6.2" }) }).click();
  await expect(page.getByText(fr("error.LOSSES_NOT_COUNTED.title"))).toBeVisible();
  await expect(page.getByText(/^3 lignes ajoutées.* dans appointments$/)).toBeVisible();
  await expect(page.getByLabel(fr("revert.agree"))).not.toBeChecked();
  expect(await api.lastRun()).toMatchObject({ id: update });
  await page.getByLabel(fr("revert.agree")).check();
  await back.click();
  await field(dialog, fr("common.password")).fill(ADMIN_PASSWORD);
  await dialog.getByRole("button", { name: fr("revert.back", { to: "4.6.2" }) }).click();

  // A run like any other.
  await expect(
    page.getByRole("heading", { name: fr("followup.revertRun.title", { version: "4.6.2" }) }),
  ).toBeVisible();
  await expect(page.getByText(fr("followup.revertEnded.succeeded", { version: "4.6.2" }))).toBeVisible(LONG);
  await expect(page.getByText(/^Pertes acceptées\s: \d+ lignes écrites/)).toBeVisible();
  expect(await health(superviseur)).toMatchObject({ status: "ok", version: "4.6.2" });
  expect(tableHashes(superviseur)).toEqual(before);
  expect(await api.lastRun()).toMatchObject({
    kind: "revert",
    reverts: update,
    outcome: "succeeded",
    locked: false,
  });

  // A revert is offered once; the newer version can be imported as before.
  await page.getByRole("link", { name: fr("common.import"), exact: true }).click();
  await expect(importPage(page)).toBeVisible();
  await expect(page.getByRole("heading", { name: fr("revert.card.title") })).toBeHidden();
  await chooseArchive(page, archive("planidemo.maj.4.7.0.tgz"));
  await consent(page, "4.7.0", ADMIN_PASSWORD);
  await expect(page.getByText(fr("followup.ended.succeeded", { version: "4.7.0" }))).toBeVisible(LONG);
  expect(await health(superviseur)).toMatchObject({ status: "ok", version: "4.7.0" });
});

test("a user with the permission reverts a data archive alone", async ({ page, browsers, superviseur }) => {
  const api = await superviseur.admin();
  const { id } = await api.importArchive(archive("planidemo.maj.ccam-2026.2.tgz"));
  await api.start(id, ADMIN_PASSWORD);
  await api.ended(id);
  const support = await browsers.open();
  await enter(support, await api.createUser("Sacha", ["support"], "une phrase de passe à moi"));
  await support.goto("/superviseur/mises-a-jour/retour");
  await expect(support.getByText(fr("error.PERMISSION_DENIED.title"))).toBeVisible();

  await enter(page, { name: superviseur.factory.name, password: ADMIN_PASSWORD });
  await page.goto("/superviseur/mises-a-jour/retour");
  const name = fr("revert.backData", { undoes: "ccam-2026.2" });
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(
    page.getByText(fr("revert.losses.countedAt", { time: "" }).split("à ")[0] ?? "", { exact: false }),
  ).toBeVisible(LONG);
  await page.getByLabel(fr("revert.agree")).check();
  await page.getByRole("button", { name }).click();
  await field(page.getByRole("dialog"), fr("common.password")).fill(ADMIN_PASSWORD);
  await page.getByRole("dialog").getByRole("button", { name }).click();
  await expect(
    page.getByText(fr("followup.revertEnded.succeededData", { version: "ccam-2026.2", from: "4.6.2" })),
  ).toBeVisible(LONG);
  expect((await api.overview()).platform).toMatchObject({ version: "4.6.2", datasets: {} });
});
