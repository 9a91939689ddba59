import type { Page } from "@playwright/test";
import type { ErrorCode } from "../shared/errors.ts";
import { chooseArchive, enter, importPage, reviewOf } from "./actions.ts";
import { expect, LOST_CONNECTION, test } from "./fixtures.ts";
import { Line } from "./line.ts";
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
  { what: "a file that is no archive", kind: "not-gzip", name: GOOD, code: "ARCHIVE_NOT_GZIP" },
  { what: "a ZIP", kind: "zip", name: GOOD, code: "ARCHIVE_IS_ZIP" },
  { what: "an archive that was decompressed", kind: "tar", name: GOOD, code: "ARCHIVE_IS_TAR" },
  { what: "an empty file", kind: "empty", name: GOOD, code: "ARCHIVE_EMPTY" },
  { what: "a download that was cut", kind: "truncated", name: GOOD, code: "ARCHIVE_TRUNCATED" },
  {
    what: "an archive with one byte changed",
    kind: "changed-byte",
    name: GOOD,
    code: "ARCHIVE_FILE_ALTERED",
    facts: { entry: "portal/server.ts" },
  },
  { what: "an archive signed by a stranger", kind: "unknown-signer", name: GOOD, code: "ARCHIVE_UNKNOWN_SIGNER" },
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

const sentence = (page: Page, code: ErrorCode, facts: Record<string, string> = {}) => page.getByText(fr(`error.${code}.title`, facts));

test("each wrong file is refused in words that say what to do, and nothing is left behind", async ({ page, superviseur }) => {
  const api = await superviseur.admin();
  await enter(page, { name: superviseur.factory.name, password: ADMIN_PASSWORD });
  for (const { what, kind, name, code, facts } of REFUSALS) {
    await test.step(what, async () => {
      await page.goto("/superviseur");
      await expect(importPage(page)).toBeVisible();
      await chooseArchive(page, badArchive(kind, name));
      await expect(sentence(page, code, facts)).toBeVisible();
      await expect(page.getByText(fr(`error.${code}.action`, { ...facts }))).toBeVisible();
    });
  }
  const overview = await api.call<{ openRun: unknown }>("GET", "/overview");
  expect(overview.openRun).toBeNull();
  expect(await health(superviseur)).toMatchObject({ status: "ok", version: "4.6.2" });
});

test("a folder dropped on the page is told from an archive", async ({ page, superviseur }) => {
  await superviseur.admin();
  await enter(page, { name: superviseur.factory.name, password: ADMIN_PASSWORD });
  await expect(importPage(page)).toBeVisible();
  await dropFolder(page, fr("importing.drop"));
  await expect(sentence(page, "ARCHIVE_IS_FOLDER")).toBeVisible();
});

/** Chromium hands a dropped folder over as an entry that is a directory; a script cannot make one, so the drop says it is one. */
async function dropFolder(page: Page, zone: string): Promise<void> {
  await page.getByText(zone).evaluate((element) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([], "planidemo.maj.4.7.0"));
    const entry = { isFile: false, isDirectory: true, name: "planidemo.maj.4.7.0", fullPath: "/planidemo.maj.4.7.0" };
    DataTransferItem.prototype.webkitGetAsEntry = () => entry as FileSystemEntry;
    for (const type of ["dragenter", "dragover", "drop"]) {
      element.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
    }
  });
}

test("an update that needs more disk than there is cannot be started, and is not sent again after room was made", async ({
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

test("a second administrator learns who is importing, and that there is nothing to do but follow", async ({
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

/** From now on the page hears nothing new: as when two people choose their files in the same second. */
async function freeze(page: Page): Promise<void> {
  const overview = page.waitForResponse("**/superviseur/api/overview");
  await page.reload();
  const body = await (await overview).text();
  await page.routeWebSocket(/socket\.io/, () => {});
  await page.route("**/superviseur/api/overview", (route) => route.fulfill({ contentType: "application/json", body }));
  await page.reload();
  await expect(importPage(page)).toBeVisible();
}

test("an upload that is cut in the middle leaves nothing, and can be begun again", async ({ browsers, superviseur }) => {
  browsers.expectComplaint(LOST_CONNECTION);
  const api = await superviseur.admin();
  const line = await Line.to(superviseur.url);
  try {
    const page = await browsers.open({ baseURL: line.url });
    await enter(page, { name: superviseur.factory.name, password: ADMIN_PASSWORD });
    await expect(importPage(page)).toBeVisible();
    line.holdUploads(8 * 1024);
    await chooseArchive(page, archive(GOOD));
    await expect(page.getByText(fr("importing.uploading.title", { file: GOOD }))).toBeVisible();
    await line.held;
    await expect.poll(async () => (await api.lastRun()).steps.receive.status).toBe("running");
    line.cut();
    await expect(sentence(page, "UPLOAD_INTERRUPTED")).toBeVisible({ timeout: 30_000 });
    expect(await api.lastRun()).toMatchObject({ phase: "ended", outcome: "cancelled" });
    await chooseArchive(page, archive(GOOD));
    await expect(reviewOf(page, "4.7.0")).toBeVisible();
  } finally {
    await line.close();
  }
});
