import type { Page } from "@playwright/test";
import type { ErrorCode } from "../shared/errors.ts";
import { chooseArchive, enter, importPage, reviewOf } from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import { archive, badArchive } from "./places.ts";
import { health } from "./platform-state.ts";
import { ADMIN_PASSWORD } from "./superviseur.ts";
import { fr } from "./words.ts";

const GOOD = "planidemo.maj.4.7.0.tgz";
interface Refusal {
  readonly what: string;
  readonly kind: string;
  readonly name: string;
  readonly code: ErrorCode;
  readonly facts?: Record<string, string>;
}
const REFUSALS: readonly Refusal[] = [
  { what: "a file that is not an archive", kind: "not-gzip", name: GOOD, code: "ARCHIVE_NOT_GZIP" },
  { what: "a ZIP", kind: "zip", name: GOOD, code: "ARCHIVE_IS_ZIP" },
  { what: "an archive that was decompressed", kind: "tar", name: GOOD, code: "ARCHIVE_IS_TAR" },
  { what: "an empty file", kind: "empty", name: GOOD, code: "ARCHIVE_EMPTY" },
  { what: "a truncated download", kind: "truncated", name: GOOD, code: "ARCHIVE_TRUNCATED" },
  {
    what: "an archive with one byte changed",
    kind: "changed-byte",
    name: GOOD,
    code: "ARCHIVE_FILE_ALTERED",
    facts: { entry: "portal/server.ts" },
  },
  {
    what: "an archive with an unknown signer",
    kind: "unknown-signer",
    name: GOOD,
    code: "ARCHIVE_UNKNOWN_SIGNER",
  },
  {
    what: "another platform's archive",
    kind: "other-platform",
    name: "gts.maj.4.7.0.tgz",
    code: "ARCHIVE_WRONG_PLATFORM",
    facts: { found: "gts", expected: "planidemo.maj.X.Y.Z.tgz" },
  },
  {
    what: "a renamed archive",
    kind: "wrong-name",
    name: "planidemo.maj.4.7.9.tgz",
    code: "ARCHIVE_NAME_MISMATCH",
    facts: { found: "planidemo.maj.4.7.9.tgz", expected: GOOD },
  },
  {
    what: "a file with any other name",
    kind: "not-an-archive-name",
    name: "mise-a-jour.tgz",
    code: "ARCHIVE_NAME_INVALID",
    facts: { found: "mise-a-jour.tgz", expected: "planidemo.maj.X.Y.Z.tgz" },
  },
  {
    what: "an older version",
    kind: "older",
    name: "planidemo.maj.4.6.1.tgz",
    code: "ARCHIVE_OLDER",
    facts: { found: "4.6.1", expected: "4.6.2" },
  },
  {
    what: "the installed version",
    kind: "installed",
    name: "planidemo.maj.4.6.2.tgz",
    code: "ARCHIVE_ALREADY_INSTALLED",
    facts: { found: "4.6.2" },
  },
  {
    what: "a version that needs another one first",
    kind: "intermediate",
    name: "planidemo.maj.4.9.0.tgz",
    code: "ARCHIVE_NEEDS_INTERMEDIATE",
    facts: { found: "4.6.2", expected: "4.8.0" },
  },
];

/** Mistakes that only the whole file, or the vendor's keys, can reveal. */
const NEEDS_THE_SERVER = new Set(["truncated", "changed-byte", "unknown-signer"]);

const sentence = (page: Page, code: ErrorCode, facts: Record<string, string> = {}) =>
  page.getByText(fr(`error.${code}.title`, facts));

test("each wrong file is refused with instructions, and leaves nothing behind", async ({
  page,
  superviseur,
}) => {
  const api = await superviseur.admin();
  await enter(page, { name: superviseur.factory.name, password: ADMIN_PASSWORD });
  const announced: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/api/runs")) announced.push(request.url());
  });
  for (const { what, kind, name, code, facts } of REFUSALS) {
    await test.step(what, async () => {
      announced.length = 0;
      await page.goto("/superviseur");
      await expect(importPage(page)).toBeVisible();
      await chooseArchive(page, badArchive(kind, name));
      await expect(sentence(page, code, facts)).toBeVisible();
      await expect(page.getByText(fr(`error.${code}.action`, { ...facts }))).toBeVisible();
      // A mistake in the file's head is refused before a byte is sent.
      if (!NEEDS_THE_SERVER.has(kind)) expect(announced).toEqual([]);
    });
  }
  const overview = await api.call<{ openRun: unknown }>("GET", "/overview");
  expect(overview.openRun).toBeNull();
  expect(await health(superviseur)).toMatchObject({ status: "ok", version: "4.6.2" });
});

test("a folder dropped on the page is recognised as a folder", async ({ page, superviseur }) => {
  await superviseur.admin();
  await enter(page, { name: superviseur.factory.name, password: ADMIN_PASSWORD });
  await expect(importPage(page)).toBeVisible();
  await dropFolder(page, fr("importing.drop"));
  await expect(sentence(page, "ARCHIVE_IS_FOLDER")).toBeVisible();
});

/**
 * Chromium passes on a dropped folder as a directory entry. A script cannot create one, so the drop event
 * claims to have one.
 */
async function dropFolder(page: Page, zone: string): Promise<void> {
  await page.getByText(zone).evaluate((element) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([], "planidemo.maj.4.7.0"));
    const entry = {
      isFile: false,
      isDirectory: true,
      name: "planidemo.maj.4.7.0",
      fullPath: "/planidemo.maj.4.7.0",
    };
    DataTransferItem.prototype.webkitGetAsEntry = () => entry as FileSystemEntry;
    for (const type of ["dragenter", "dragover", "drop"]) {
      element.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
    }
  });
}

test("an update that needs more disk space cannot start, and need not be sent again once there is space", async ({
  page,
  superviseur,
}) => {
  await superviseur.admin();
  await enter(page, { name: superviseur.factory.name, password: ADMIN_PASSWORD });
  await chooseArchive(page, badArchive("full-disk", "planidemo.maj.4.7.5.tgz"));
  await expect(reviewOf(page, "4.7.5")).toBeVisible();
  await expect(page.getByText(fr("importing.checks.blocking"), { exact: true }).first()).toBeVisible();
  await expect(page.getByText(fr("importing.checks.remedies.disk")).first()).toBeVisible();
  await page.getByRole("button", { name: fr("importing.checks.again") }).click();
  await expect(reviewOf(page, "4.7.5")).toBeVisible();
  await expect(page.getByRole("button", { name: fr("importing.start.submit"), exact: true })).toBeDisabled();
});

test("a second administrator learns who is importing, and that they can only follow", async ({
  page,
  browsers,
  superviseur,
}) => {
  const api = await superviseur.admin();
  const colleague = await api.createUser("Sacha Martin", ["systeme"], "le mot de passe de Sacha");
  await enter(page, { name: superviseur.factory.name, password: ADMIN_PASSWORD });
  const second = await browsers.open();
  await enter(second, colleague);
  await expect(importPage(second)).toBeVisible();
  await freeze(second);
  await chooseArchive(page, archive(GOOD));
  await expect(reviewOf(page, "4.7.0")).toBeVisible();
  await chooseArchive(second, archive("planidemo.maj.4.6.3.tgz"));
  await expect(sentence(second, "IMPORT_BUSY", { by: superviseur.factory.name })).toBeVisible();
  await expect(second.getByText(fr("error.IMPORT_BUSY.action"))).toBeVisible();
});

/** From now on the page receives no news, as when two users choose their files in the same second. */
async function freeze(page: Page): Promise<void> {
  // A separate request: an answer to the page itself may be one that a reload has discarded.
  const overview = await page.request.get(new URL("/superviseur/api/overview", page.url()).href);
  expect(overview.ok()).toBe(true);
  const body = await overview.text();
  await page.routeWebSocket(/socket\.io/, () => {});
  await page.route("**/superviseur/api/overview", (route) =>
    route.fulfill({ contentType: "application/json", body }),
  );
  await page.reload();
  await expect(importPage(page)).toBeVisible();
}
