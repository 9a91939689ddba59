import type { Page } from "@playwright/test";
import type { ErrorCode } from "../shared/errors.ts";
import type { TrustState } from "../shared/trust-state.ts";
import { chooseArchive, enter, importPage, reviewOf } from "./actions.ts";
import { expect, test } from "./fixtures.ts";
import { archive, badArchive, EXPIRED_ON } from "./places.ts";
import { ADMIN_PASSWORD } from "./superviseur.ts";
import { fr } from "./words.ts";

const GOOD = "planidemo.maj.4.7.0.tgz";
/** The date as the French screen shows it. */
const EXPIRED_IN_WORDS = new Intl.DateTimeFormat("fr", { dateStyle: "long", timeZone: "UTC" }).format(
  new Date(EXPIRED_ON),
);
const PARTS = "**/superviseur/api/runs/*/parts?*";

interface Mistake {
  readonly what: string;
  readonly kind: string;
  readonly name?: string;
  readonly code: ErrorCode;
  readonly facts?: Record<string, string>;
  readonly trust?: TrustState;
}
const MISTAKES: readonly Mistake[] = [
  { what: "a ZIP", kind: "zip", code: "ARCHIVE_IS_ZIP" },
  { what: "an archive that was decompressed", kind: "tar", code: "ARCHIVE_IS_TAR" },
  {
    what: "another platform's archive under our name",
    kind: "renamed",
    code: "ARCHIVE_WRONG_PLATFORM",
    facts: { found: "gts.maj.4.7.0.tgz", expected: "planidemo.maj.X.Y.Z.tgz" },
  },
  {
    what: "the installed version",
    kind: "installed",
    name: "planidemo.maj.4.6.2.tgz",
    code: "ARCHIVE_ALREADY_INSTALLED",
    facts: { found: "4.6.2" },
  },
  {
    what: "an older version",
    kind: "older",
    name: "planidemo.maj.4.6.1.tgz",
    code: "ARCHIVE_OLDER",
    facts: { found: "4.6.1", expected: "4.6.2" },
  },
  {
    what: "an archive whose signature has expired",
    kind: "expired",
    code: "ARCHIVE_EXPIRED",
    facts: { date: EXPIRED_IN_WORDS },
    trust: "expired",
  },
  { what: "an unsigned archive", kind: "unsigned", code: "ARCHIVE_UNSIGNED", trust: "unsigned" },
];

/** Every request of this page that changes a run. */
function changesRequested(page: Page): string[] {
  const requests: string[] = [];
  page.on("request", (request) => {
    if (request.method() !== "GET" && request.url().includes("/api/runs"))
      requests.push(`${request.method()} ${request.url()}`);
  });
  return requests;
}

const refusal = (page: Page) =>
  page.getByRole("alert").filter({ has: page.getByRole("button", { name: fr("common.close") }) });

test("a wrong file is refused by name before any of it is sent", async ({ page, superviseur }) => {
  await superviseur.admin();
  await enter(page, { name: superviseur.factory.name, password: ADMIN_PASSWORD });
  await expect(importPage(page)).toBeVisible();
  const requests = changesRequested(page);
  for (const { what, kind, name = GOOD, code, facts = {}, trust } of MISTAKES) {
    await test.step(what, async () => {
      await chooseArchive(page, badArchive(kind, name));
      await expect(refusal(page).getByText(fr(`error.${code}.title`, facts))).toBeVisible();
      await expect(refusal(page).getByText(fr(`error.${code}.action`, facts))).toBeVisible();
      if (trust !== undefined)
        await expect(refusal(page).getByText(fr(`common.trust.${trust}`), { exact: true })).toBeVisible();
      // The next refusal must be a new alert, not the remains of this one.
      await refusal(page)
        .getByRole("button", { name: fr("common.close") })
        .click();
      await expect(refusal(page)).toBeHidden();
    });
  }
  expect(requests).toEqual([]);
});

test("an administrator sees what an archive claims and the space that it needs while it is sent", async ({
  page,
  superviseur,
}) => {
  await superviseur.admin();
  await enter(page, { name: superviseur.factory.name, password: ADMIN_PASSWORD });
  await expect(importPage(page)).toBeVisible();
  const looked = Promise.withResolvers<void>();
  await page.route(PARTS, async (route) => {
    await looked.promise;
    await route.continue();
  });
  await chooseArchive(page, archive(GOOD));
  await expect(page.getByRole("heading", { name: GOOD, exact: true })).toBeVisible();
  await expect(page.getByText(fr("importing.head.unverified"))).toBeVisible();
  const row = (name: string, value: string) =>
    page.getByRole("row", { name: `${fr(`importing.head.${name}`)} ${value}`, exact: true });
  await expect(row("platform", "planidemo")).toBeVisible();
  await expect(row("version", "4.7.0")).toBeVisible();
  await expect(page.getByRole("heading", { name: fr("importing.budget.title") })).toBeVisible();
  for (const purpose of ["archive", "staging", "backup", "margin"]) {
    await expect(
      page.getByRole("rowheader", { name: fr(`importing.budget.purpose.${purpose}`) }),
    ).toBeVisible();
  }
  await expect(page.getByRole("rowheader", { name: fr("importing.budget.enough") })).toBeVisible();
  looked.resolve();
  await expect(reviewOf(page, "4.7.0")).toBeVisible();
});
