import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadKeyRing } from "../server/vendor/keys.ts";
import { UPLOAD_PARALLEL_PARTS } from "../shared/api/import.ts";
import { chooseArchive, enter, importPage, reviewOf } from "./actions.ts";
import { expect, LOST_CONNECTION, test } from "./fixtures.ts";
import { LARGE_VERSION, largeArchive, MIDDLE_BYTES } from "./large-archive.ts";
import { Line } from "./line.ts";
import { keysDirectory } from "./places.ts";
import { repack } from "./repack.ts";
import { ADMIN_PASSWORD } from "./superviseur.ts";
import { fr } from "./words.ts";

const FILE = "planidemo.maj.4.7.0.tgz";
/** Enough for the head's parts and several more after them. */
const NOISE_BYTES = 1_500_000;
/** Where the line stalls: some parts are stored by then, and one is on its way. */
const HOLD_BYTES = 400_000;
/** The page considers an upload stopped after some time without news of it. */
const QUIET = { timeout: 60_000 };

let folder: string;
let archive: string;
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "superviseur-upload-"));
  const keys = await loadKeyRing(keysDirectory());
  const noise = { "documents/scan.txt": randomBytes(NOISE_BYTES).toString("hex") };
  await repack({ source: "4.7.0", changes: {}, files: noise, keys, out: folder });
  archive = join(folder, FILE);
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

test("an upload resumes automatically when the line is back, and after a restart of Superviseur", async ({
  browsers,
  superviseur,
}) => {
  browsers.expectComplaint(LOST_CONNECTION);
  browsers.expectComplaint(/status of 5\d\d/);
  const api = await superviseur.admin();
  const line = await Line.to(superviseur.url);
  try {
    const page = await browsers.open({ baseURL: line.url });
    await enter(page, { name: superviseur.factory.name, password: ADMIN_PASSWORD });
    line.holdUploads(HOLD_BYTES);
    await chooseArchive(page, archive);
    await expect(page.getByText(fr("importing.uploading.title", { file: FILE }))).toBeVisible();
    await expect(page.getByText(fr("importing.head.unverified"))).toBeVisible();
    await expect(page.getByRole("heading", { name: fr("importing.budget.title") })).toBeVisible();
    await line.held;
    const before = (await api.uploadedSoFar()).received;
    expect(before).toBeGreaterThan(0);
    line.holdUploads(HOLD_BYTES);
    line.cut();
    line.holdUploads(HOLD_BYTES);
    await line.held;
    expect((await api.uploadedSoFar()).received).toBeGreaterThanOrEqual(before);
    await superviseur.kill();
    await expect(page.getByText(fr("importing.uploading.waiting"))).toBeVisible(QUIET);
    await superviseur.launch();
    line.cut();
    await expect(reviewOf(page, "4.7.0")).toBeVisible(QUIET);
  } finally {
    await line.close();
  }
});

test("an upload whose page was closed resumes on another workstation, with the same file and no other", async ({
  browsers,
  superviseur,
}) => {
  browsers.expectComplaint(LOST_CONNECTION);
  const api = await superviseur.admin();
  const colleague = await api.createUser("Sacha Martin", ["systeme"], "le mot de passe de Sacha");
  const line = await Line.to(superviseur.url);
  const { length } = await readFile(archive);
  try {
    const page = await browsers.open({ baseURL: line.url });
    await enter(page, { name: superviseur.factory.name, password: ADMIN_PASSWORD });
    line.holdUploads(HOLD_BYTES);
    await chooseArchive(page, archive);
    await line.held;
    const second = await browsers.open({ baseURL: line.url });
    await enter(second, colleague);
    await expect(
      second.getByText(fr("importing.uploading.by", { by: superviseur.factory.name })),
    ).toBeVisible();
    await page.context().close();
    line.cut();
    // A browser repeats a request after its connection broke, even while the page closes.
    line.holdUploads(0);
    await expect(second.getByText(fr("importing.resume.title"))).toBeVisible(QUIET);
    const { received } = await api.uploadedSoFar();

    const other = join(folder, "other");
    await mkdir(other, { recursive: true });
    const bytes = await readFile(archive);
    // Same name, same size, same head, but another file.
    await writeFile(join(other, FILE), bytes.fill(0, 100_000, 101_000));
    await chooseArchive(second, join(other, FILE));
    await expect(second.getByText(fr("error.UPLOAD_OTHER_FILE.title", { file: FILE }))).toBeVisible();
    expect((await api.uploadedSoFar()).received).toBe(received);

    line.holdUploads(Number.POSITIVE_INFINITY);
    const sentBefore = line.passed;
    await chooseArchive(second, archive);
    await expect(reviewOf(second, "4.7.0")).toBeVisible(QUIET);
    // Only the missing bytes and the multipart overhead of their parts.
    expect(line.passed - sentBefore).toBeLessThan(length - received + 50_000);
    expect((await api.lastRun()).openedBy.name).toBe(superviseur.factory.name);
  } finally {
    await line.close();
  }
});

test("a part that was altered on its way is sent again, and only that part", async ({
  page,
  superviseur,
}) => {
  await superviseur.admin();
  await enter(page, { name: superviseur.factory.name, password: ADMIN_PASSWORD });
  await expect(importPage(page)).toBeVisible();
  const offsets: string[] = [];
  await page.route("**/parts?*", async (route) => {
    const url = new URL(route.request().url());
    const offset = url.searchParams.get("offset") ?? "";
    offsets.push(offset);
    // The same effect as a changed byte: the announced hash does not match the bytes.
    const isSecond = offsets.length === 2;
    if (isSecond) url.searchParams.set("sha256", "0".repeat(64));
    await route.continue({ url: url.toString() });
  });
  await chooseArchive(page, archive);
  await expect(reviewOf(page, "4.7.0")).toBeVisible(QUIET);
  const again = offsets.filter((offset, index) => offsets.indexOf(offset) !== index);
  expect(again).toEqual([offsets[1]]);
});

test("a page reloaded during an upload resumes with the same file and sends only what is missing", async ({
  page,
  superviseur,
}) => {
  const api = await superviseur.admin();
  await enter(page, { name: superviseur.factory.name, password: ADMIN_PASSWORD });
  await expect(importPage(page)).toBeVisible();
  let held = 0;
  let holding = true;
  const passed: { offset: number; bytes: number }[] = [];
  await page.route("**/parts?*", async (route) => {
    const { searchParams } = new URL(route.request().url());
    const part = { offset: Number(searchParams.get("offset")), bytes: Number(searchParams.get("bytes")) };
    if (holding && part.offset >= MIDDLE_BYTES) {
      held += 1;
      return;
    }
    passed.push(part);
    await route.continue();
  });
  await chooseArchive(page, largeArchive());
  // All parts that the page sends at once are held: the upload has stalled.
  await expect.poll(() => held, QUIET).toBe(UPLOAD_PARALLEL_PARTS);
  const before = await api.uploadedSoFar();
  expect(before.received).toBe(passed.reduce((sum, { bytes }) => sum + bytes, 0));

  const asked = page.waitForEvent("dialog").then(async (dialog) => {
    await dialog.accept();
    return dialog.type();
  });
  await page.reload();
  expect(await asked).toBe("beforeunload");
  holding = false;
  passed.length = 0;
  await expect(page.getByText(fr("importing.resume.title"))).toBeVisible(QUIET);
  await chooseArchive(page, largeArchive());
  await expect(reviewOf(page, LARGE_VERSION)).toBeVisible(QUIET);
  expect(passed.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(before.fileSize - before.received);
});
