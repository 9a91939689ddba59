import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { chooseArchive, enter, field, importPage, reviewOf } from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import { archive, badArchive } from "./places.ts";
import { ADMIN_PASSWORD, type Superviseur } from "./superviseur.ts";
import { fr } from "./words.ts";

const GOOD = "planidemo.maj.4.7.0.tgz";
/** A file is judged once it has not changed for some seconds. */
const JUDGED = { timeout: 60_000 };
const dropFolderOf = ({ folder }: Superviseur): string => join(folder, "state", "depot");
const entry = (page: Page, name: string) => page.getByRole("listitem").filter({ hasText: name });

test("an administrator sees the verdict on an archive copied to the server, and imports it without uploading it", async ({
  page,
  superviseur,
}) => {
  await superviseur.admin();
  await enter(page, { name: superviseur.factory.name, password: ADMIN_PASSWORD });
  await expect(page.getByText(fr("importing.depot.empty"))).toBeVisible();
  const bytes = await readFile(archive(GOOD));
  await writeFile(join(dropFolderOf(superviseur), GOOD), bytes.subarray(0, bytes.length - 1000));
  await copyFile(
    badArchive("changed-byte", GOOD),
    join(dropFolderOf(superviseur), "planidemo.maj.4.7.1.tgz"),
  );
  await expect(entry(page, GOOD).getByText(fr("error.DEPOT_INCOMPLETE.action"))).toBeVisible(JUDGED);
  await expect(
    entry(page, "planidemo.maj.4.7.1.tgz")
      .getByText(/portal\/server\.ts/)
      .first(),
  ).toBeVisible(JUDGED);
  // The rest of the copy arrives.
  await writeFile(join(dropFolderOf(superviseur), GOOD), bytes);
  await expect(entry(page, GOOD).getByText(fr("common.trust.trusted"))).toBeVisible(JUDGED);
  const parts: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/parts?")) parts.push(request.url());
  });
  await page.getByRole("button", { name: fr("importing.depot.importNamed", { name: GOOD }) }).click();
  await expect(reviewOf(page, "4.7.0")).toBeVisible(JUDGED);
  expect(parts).toEqual([]);
  expect((await readdir(dropFolderOf(superviseur))).sort()).toEqual([GOOD, "planidemo.maj.4.7.1.tgz"]);
});

test("a link leads through the login to its archive on Import, and waits for an archive that has not arrived", async ({
  page,
  superviseur,
}) => {
  await superviseur.admin();
  await page.goto("/superviseur/mises-a-jour/import?prefix=planidemo&release=4.7.0");
  await field(page, fr("accounts.login.name")).fill(superviseur.factory.name);
  await field(page, fr("common.password")).fill(ADMIN_PASSWORD);
  await page.getByRole("button", { name: fr("accounts.login.submit") }).click();
  await expect(page.getByText(fr("importing.depot.notYet", { file: GOOD }))).toBeVisible();
  await copyFile(archive(GOOD), join(dropFolderOf(superviseur), GOOD));
  await expect(page.getByText(fr("importing.depot.linked"))).toBeVisible(JUDGED);
  const remove = page.getByRole("button", { name: fr("importing.depot.removeNamed", { name: GOOD }) });
  await remove.click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: fr("importing.depot.remove") })
    .click();
  await expect(page.getByText(fr("importing.depot.empty"))).toBeVisible();
  expect(await readdir(dropFolderOf(superviseur))).toEqual([]);
  // The page still works.
  await expect(importPage(page)).toBeVisible();
  await chooseArchive(page, archive("planidemo.maj.4.6.3.tgz"));
  await expect(reviewOf(page, "4.6.3")).toBeVisible();
});
