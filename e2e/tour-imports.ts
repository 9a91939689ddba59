/** The tour's stops at imports: refused before it is sent, being sent, stopped, and in the drop folder. */
import { copyFile, open as openFile, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Page, Route } from "@playwright/test";
import { UPLOAD_PARALLEL_PARTS } from "../shared/api/import.ts";
import { chooseArchive, enter, importPage } from "./actions.ts";
import { expect } from "./fixtures.ts";
import { largeArchive, MIDDLE_BYTES } from "./large-archive.ts";
import { archive, badArchive } from "./places.ts";
import { ADMIN_PASSWORD } from "./superviseur.ts";
import type { Tour } from "./tour.ts";

/** The server decides by its own timing that an upload has stopped or that a copy is complete. */
const LONG = { timeout: 60_000 };
const GOOD = "planidemo.maj.4.7.0.tgz";
const IMPORT = "/superviseur/mises-a-jour/import";

interface Imports extends Omit<Tour, "browser" | "language"> {
  /** Already logged in. */
  readonly page: Page;
  readonly open: () => Promise<Page>;
}

export async function visitImports(tour: Imports): Promise<void> {
  await visitRefusedUnsent(tour);
  await visitUpload(tour);
  await visitDepot(tour);
}

async function visitRefusedUnsent({ page, words: t, visit }: Imports): Promise<void> {
  await page.goto(IMPORT);
  await chooseArchive(page, badArchive("unsigned", GOOD), t);
  await expect(page.getByText(t("error.ARCHIVE_UNSIGNED.title"))).toBeVisible();
  await visit(page, "import-refused-unsent");
}

async function visitUpload({ page, open, superviseur, words: t, visit }: Imports): Promise<void> {
  const file = basename(largeArchive());
  const sender = await open();
  const held: Route[] = [];
  await sender.route("**/parts?*", async (route) => {
    if (Number(new URL(route.request().url()).searchParams.get("offset")) < MIDDLE_BYTES)
      await route.continue();
    else held.push(route);
  });
  await enter(sender, { name: superviseur.factory.name, password: ADMIN_PASSWORD }, t);
  await chooseArchive(sender, largeArchive(), t);
  await expect(sender.getByText(t("importing.uploading.title", { file }))).toBeVisible();
  await expect(sender.getByRole("heading", { name: t("importing.budget.title") })).toBeVisible();
  await expect.poll(() => held.length, LONG).toBe(UPLOAD_PARALLEL_PARTS);
  await visit(sender, "uploading");
  await sender.context().setOffline(true);
  for (const route of held.splice(0)) await route.abort("connectionreset");
  await expect(sender.getByText(t("importing.uploading.waiting"))).toBeVisible();
  await visit(sender, "upload-line-lost");
  await sender.context().close();

  await page.goto(IMPORT);
  await expect(page.getByText(t("importing.resume.title"))).toBeVisible(LONG);
  await visit(page, "upload-stopped");
  await chooseArchive(page, archive(GOOD), t);
  await expect(page.getByText(t("error.UPLOAD_OTHER_FILE.title", { file }))).toBeVisible();
  await visit(page, "upload-other-file");
  await page.getByRole("button", { name: t("importing.uploading.cancel") }).click();
  await expect(page.getByText(t("importing.drop"))).toBeVisible();
}

/** One accepted archive, one refused for each kind of reason, and one that is still being copied. */
async function visitDepot({ page, superviseur, words: t, visit }: Imports): Promise<void> {
  const depot = (name: string): string => join(superviseur.folder, "state", "depot", name);
  await page.goto(`${IMPORT}?prefix=planidemo&release=4.6.3`);
  await expect(importPage(page, t)).toBeVisible();
  await expect(
    page.getByText(t("importing.depot.notYet", { file: "planidemo.maj.4.6.3.tgz" })),
  ).toBeVisible();
  await visit(page, "depot-link-waits");
  const good = await readFile(archive(GOOD));
  await copyFile(archive("planidemo.maj.4.6.3.tgz"), depot("planidemo.maj.4.6.3.tgz"));
  await copyFile(badArchive("changed-byte", GOOD), depot(GOOD));
  await writeFile(depot("planidemo.maj.4.7.1.tgz"), good.subarray(0, good.length / 2));
  const copy = await openFile(depot("planidemo.maj.4.8.0.tgz"), "w");
  try {
    await copy.write(good.subarray(0, good.length / 3));
    const item = (name: string) => page.getByRole("listitem").filter({ hasText: name });
    await expect(item("planidemo.maj.4.6.3.tgz").getByText(t("common.trust.trusted"))).toBeVisible(LONG);
    await expect(
      item(GOOD).getByText(t("error.ARCHIVE_FILE_ALTERED.title", { entry: "portal/server.ts" })),
    ).toBeVisible(LONG);
    await expect(item("planidemo.maj.4.7.1.tgz").getByText(t("error.DEPOT_INCOMPLETE.action"))).toBeVisible(
      LONG,
    );
    await expect(item("planidemo.maj.4.8.0.tgz").getByText(t("importing.depot.arriving"))).toBeVisible();
    await visit(page, "depot");
  } finally {
    await copy.close();
  }
}
