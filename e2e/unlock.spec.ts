import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { chooseArchive, enter, field, importAndStart, importPage, reviewOf } from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import { archive } from "./places.ts";
import { health } from "./platform-state.ts";
import { ADMIN_PASSWORD } from "./superviseur.ts";
import { vendorUnlock } from "./vendor-unlock.ts";
import { fr } from "./words.ts";

const FAILING = archive("planidemo.maj.4.8.1.tgz");
const asMail = (text: string): string =>
  `Bonjour,\r\n\r\nvoici :\r\n\r\n${text.replaceAll(/^/gm, "> ").replaceAll("\n", "\r\n")}\r\nLe support`;

const dialogFor = (page: Page, id: string): Locator =>
  page.getByRole("dialog", { name: fr("unlock.dialog.title", { id }) });
/** The numbers that the administrator reads out on the telephone, as the screen shows them. */
const readOut = async (page: Page, pattern: RegExp): Promise<string> =>
  (await page
    .getByRole("region", { name: fr("unlock.title") })
    .getByText(pattern)
    .textContent()) ?? "";
const expectAccessible = async (page: Page): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual(
    [],
  );
};

test("a failed update can be tried again only after support has unlocked it", async ({
  page,
  superviseur,
}) => {
  const api = await superviseur.admin();
  await enter(page, { name: superviseur.factory.name, password: ADMIN_PASSWORD });
  await importAndStart(page, FAILING, ADMIN_PASSWORD);
  await expect(page.getByText(fr("followup.ended.rolled-back", { from: "4.6.2" }))).toBeVisible({
    timeout: 90_000,
  });
  const { id: run } = await api.lastRun();
  await expect(page.getByText(fr("followup.ended.locked", { id: run }))).toBeVisible();
  const installation = await readOut(page, /^\w{4}-\w{4}-\w{4}$/);
  expect(await readOut(page, /^\d{8}-\d{6}-\w{6}$/)).toBe(run);
  expect(await page.getByRole("button", { name: /relancer/i }).count()).toBe(0);
  await expectAccessible(page);

  await page.getByRole("link", { name: fr("common.import"), exact: true }).click();
  await chooseArchive(page, FAILING);
  await expect(page.getByText(fr("error.ARCHIVE_LOCKED.action", { run }))).toBeVisible();

  await page.goto(`/superviseur/mises-a-jour/suivi/${run}`);
  await page.getByRole("button", { name: fr("unlock.submit") }).click();
  const dialog = dialogFor(page, run);
  const text = field(dialog, fr("unlock.dialog.label"));
  const submit = dialog.getByRole("button", { name: fr("unlock.submit") });
  await field(dialog, fr("common.password")).fill(ADMIN_PASSWORD);

  await text.fill("Bonjour, tout va bien.");
  await expect(dialog.getByText(fr("error.UNLOCK_INVALID.action"))).toBeVisible();
  const other = "20250101-000000-abcdef";
  await text.fill(asMail(await vendorUnlock({ installation, run: other, action: "retry" })));
  await expect(dialog.getByText(fr("error.UNLOCK_OTHER_RUN.action", { expected: run }))).toBeVisible();
  await text.fill(await vendorUnlock({ installation: "0000-0000-0000", run, action: "retry" }));
  await expect(
    dialog.getByText(fr("error.UNLOCK_OTHER_INSTALLATION.action", { expected: installation })),
  ).toBeVisible();
  await expect(submit).toBeDisabled();

  await text.fill(await vendorUnlock({ installation, run, action: "retry", role: "stable" }));
  await submit.click();
  await expect(dialog.getByText(fr("error.UNLOCK_UNKNOWN_SIGNER.action"))).toBeVisible();
  // The page says before it sends anything that the unlock is for another operation.
  await text.fill(await vendorUnlock({ installation, run, action: "accept" }));
  await expect(dialog.getByText(fr("error.UNLOCK_NOT_FOR_THIS.title"))).toBeVisible();
  await expect(submit).toBeDisabled();

  const unlock = asMail(await vendorUnlock({ installation, run, action: "retry" }));
  const chooser = page.waitForEvent("filechooser");
  await dialog.getByRole("button", { name: fr("unlock.dialog.choose") }).click();
  await (await chooser).setFiles({
    name: "Message du support.eml",
    mimeType: "message/rfc822",
    buffer: Buffer.from(unlock),
  });
  await expect(dialog.getByText(fr("unlock.allows.again"))).toBeVisible();
  await expect(dialog.getByText(fr("unlock.dialog.reference", { reference: "2026-1123" }))).toBeVisible();
  await expectAccessible(page);
  await submit.click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(fr("unlock.allows.again"))).toBeVisible();
  await expect(page.getByRole("button", { name: fr("unlock.submit") })).toHaveCount(0);
  const again = api.call("POST", `/runs/${run}/unlock`, { unlock, password: ADMIN_PASSWORD });
  await expect(again).rejects.toThrow("UNLOCK_USED");

  await page.getByRole("link", { name: fr("common.import"), exact: true }).click();
  await chooseArchive(page, FAILING);
  await expect(reviewOf(page, "4.8.1")).toBeVisible();
  expect(await health(superviseur)).toMatchObject({ status: "ok", version: "4.6.2" });
});

test("a user who may only follow can read the numbers for support, but not unlock", async ({
  page,
  superviseur,
}) => {
  const api = await superviseur.admin();
  const { id: run } = await api.importArchive(archive("planidemo.maj.4.8.0.tgz"));
  await api.start(run, ADMIN_PASSWORD);
  await api.ended(run);
  await enter(page, await api.createUser("Alex Support", ["support"], "le mot de passe de Alex"));
  await page.goto(`/superviseur/mises-a-jour/suivi/${run}`);
  await expect(page.getByText(fr("unlock.mayNot"))).toBeVisible();
  await expect(page.getByRole("button", { name: fr("unlock.submit") })).toHaveCount(0);
  await expect(importPage(page)).toHaveCount(0);
});
