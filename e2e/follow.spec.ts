import type { Page } from "@playwright/test";
import { copiedLog, enter, importAndStart, importPage, logIn, logRegion } from "./actions.ts";
import { expect, LOST_CONNECTION, test } from "./fixtures.ts";
import { ADMIN_PASSWORD } from "./superviseur.ts";
import { endMigration, WAITING_LINE, WAITING_VERSION, waitingArchive } from "./waiting-release.ts";
import { fr } from "./words.ts";

const CLIPBOARD = { permissions: ["clipboard-read", "clipboard-write"] };
const done = (page: Page) => page.getByText(fr("followup.ended.succeeded", { version: WAITING_VERSION }));
const waiting = (page: Page) =>
  expect(logRegion(page).getByText(WAITING_LINE).last()).toBeVisible({ timeout: 60_000 });

test("a reload, a late viewer and the first viewer all read the same lines in the same order", async ({
  browsers,
  superviseur,
}) => {
  const api = await superviseur.admin();
  const admin = { name: superviseur.factory.name, password: ADMIN_PASSWORD };
  const first = await browsers.open(CLIPBOARD);
  await enter(first, admin);
  await importAndStart(first, waitingArchive(), ADMIN_PASSWORD);
  await waiting(first);
  const run = await api.lastRun();

  const late = await browsers.open(CLIPBOARD);
  await enter(late, admin);
  await late.goto(first.url());
  await waiting(late);
  await first.reload();
  await waiting(first);

  endMigration(superviseur);
  for (const page of [first, late]) await expect(done(page)).toBeVisible({ timeout: 60_000 });
  const lines = await api.log(run.id);
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, i) => i + 1));
  expect(lines.filter(({ text }) => WAITING_LINE.test(text)).length).toBeGreaterThan(5);
  // The last lines may still be on their way when the page shows the end.
  for (const page of [first, late])
    await expect.poll(async () => (await copiedLog(page)).length).toBe(lines.length);
  const [read, readLate] = [await copiedLog(first), await copiedLog(late)];
  expect(readLate).toEqual(read);
  expect(read.length).toBe(lines.length);
  for (const [i, { text }] of lines.entries()) expect(read[i]).toContain(text);
});

test("Superviseur is killed in the middle of a run: the run continues, and the page reconnects", async ({
  browsers,
  superviseur,
}) => {
  // The kill cuts the connection, and the maintenance page answers 503.
  browsers.expectComplaint(LOST_CONNECTION);
  browsers.expectComplaint(/503/);
  const api = await superviseur.admin();
  const page = await browsers.open(CLIPBOARD);
  await enter(page, { name: superviseur.factory.name, password: ADMIN_PASSWORD });
  await importAndStart(page, waitingArchive(), ADMIN_PASSWORD);
  await waiting(page);
  const before = await api.lastRun();

  await superviseur.kill();
  await expect(page.getByText(fr("common.disconnected"))).toBeVisible();
  await superviseur.launch();
  const masked = await fetch(superviseur.url);
  expect(masked.status).toBe(503);
  await expect(page.getByText(fr("common.disconnected"))).toBeHidden({ timeout: 30_000 });

  endMigration(superviseur);
  await expect(done(page)).toBeVisible({ timeout: 60_000 });
  const after = await api.ended(before.id);
  expect(after).toMatchObject({ outcome: "succeeded", attempts: 1 });
  const lines = await api.log(before.id);
  await expect.poll(async () => (await copiedLog(page)).length).toBe(lines.length);
});

test("a Support user follows an update live and cannot start one", async ({ browsers, superviseur }) => {
  const api = await superviseur.admin();
  const credentials = await api.createUser("Camille Support", ["support"], "le mot de passe de Camille");
  const support = await browsers.open();
  await enter(support, credentials);
  await expect(support.getByText(fr("followup.empty"))).toBeVisible();
  await support.getByRole("link", { name: fr("common.import"), exact: true }).click();
  await expect(support.getByText(fr("importing.forbidden"))).toBeVisible();
  await expect(support.getByRole("button", { name: fr("importing.select") })).toHaveCount(0);

  const run = await api.importArchive(waitingArchive());
  await api.start(run.id, ADMIN_PASSWORD);
  await support.getByRole("link", { name: fr("common.openRun.follow"), exact: true }).click();
  await waiting(support);
  await expect(support.getByRole("button", { name: fr("followup.run.cancel") })).toBeHidden();
  endMigration(superviseur);
  await expect(done(support)).toBeVisible({ timeout: 60_000 });
});

test("a person without an account is refused, and the refusal is in the audit log", async ({
  browsers,
  superviseur,
}) => {
  const api = await superviseur.admin();
  const credentials = await api.createUser("Dominique Passant", [], "le mot de passe de Dominique");
  const outsider = await browsers.open();
  await logIn(outsider, { name: credentials.name, password: "pas le bon" });
  await expect(outsider.getByText(fr("error.LOGIN_FAILED.title"))).toBeVisible();
  await logIn(outsider, credentials);
  await expect(outsider.getByText(fr("common.stranger.title"))).toBeVisible();
  await expect(importPage(outsider)).toBeHidden();
  const { entries } = await api.call<{
    entries: { action: string; outcome: string; actor: { name: string } }[];
  }>("GET", "/audit");
  expect(entries).toContainEqual(
    expect.objectContaining({
      action: "session:login",
      outcome: "refused",
      actor: expect.objectContaining({ name: credentials.name }),
    }),
  );
});
