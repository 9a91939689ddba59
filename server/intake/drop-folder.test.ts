import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { DropFolderVerdict } from "../../shared/api/import.ts";
import { CodedError } from "../../shared/errors.ts";
import { TrustStore } from "../archive/trust-store.ts";
import { DEPOT_QUIET_MS } from "../limits.ts";
import { type TinyVendor, tinyVendor } from "../testing/tiny-archive.ts";
import { type TinyPlatform, tinyPlatform } from "../testing/tiny-platform.ts";
import { DropFolder } from "./drop-folder.ts";

const FILE = "tiny.maj.1.1.0.tgz";
let tiny: TinyPlatform;
let vendor: TinyVendor;
let depot: DropFolder;
let now: number;
let judge: () => Promise<void>;

beforeEach(async () => {
  tiny = await tinyPlatform();
  vendor = await tinyVendor(tiny.directory);
  now = Date.now();
  judge = async () => {};
  depot = new DropFolder({
    directory: tiny.platform.state.depot,
    trust: new TrustStore({ root: vendor.rootFile, learned: tiny.platform.state.trustLearned }),
    clock: () => now,
    judge: () => judge(),
  });
  mkdirSync(depot.directory, { recursive: true });
});
afterEach(async () => {
  await depot.stop();
  await tiny.close();
});

const put = (bytes: Uint8Array, name = FILE): void => writeFileSync(join(depot.directory, name), bytes);
const verdictOf = async (name = FILE): Promise<DropFolderVerdict | undefined> =>
  (await depot.entries()).find((entry) => entry.name === name)?.verdict;
/** Time passes and the folder is looked at again. */
const later = async (ms = DEPOT_QUIET_MS): Promise<void> => {
  now += ms;
  await depot.look();
};
const judged = async (name = FILE): Promise<DropFolderVerdict | undefined> => {
  await depot.look();
  await later();
  await vi.waitFor(async () => expect((await verdictOf(name))?.status).toMatch(/accepted|refused/), 10_000);
  return await verdictOf(name);
};

describe("a file in the drop folder", () => {
  it("is read to its end and shown with its verdict, and stays where it is", async () => {
    put(await vendor.pack("1.1.0"));
    expect(await judged()).toMatchObject({
      status: "accepted",
      archive: { version: "1.1.0", prefix: "tiny" },
    });
    expect(await depot.whole(FILE)).toEqual({ fileName: FILE, fileSize: expect.any(Number) });
    expect(readdirSync(depot.directory)).toEqual([FILE]);
  });

  it("is not judged before it is whole: neither while it grows nor while a process holds it open", async () => {
    const bytes = await vendor.pack("1.1.0");
    put(bytes.subarray(0, 500));
    await depot.look();
    await later(DEPOT_QUIET_MS - 1);
    appendFileSync(join(depot.directory, FILE), bytes.subarray(500, 900));
    await later();
    expect(await verdictOf()).toEqual({ status: "arriving" });
    const descriptor = openSync(join(depot.directory, FILE), "a");
    await later();
    await later();
    expect(await verdictOf()).toEqual({ status: "arriving" });
    await expect(depot.whole(FILE)).rejects.toMatchObject({ code: "DEPOT_INCOMPLETE" });
    appendFileSync(descriptor, bytes.subarray(900));
    closeSync(descriptor);
    expect(await judged()).toMatchObject({ status: "accepted" });
  });

  it("whose copy was cut is incomplete, and judged again when the rest comes", async () => {
    const bytes = await vendor.pack("1.1.0");
    put(bytes.subarray(0, 900));
    expect(await judged()).toEqual({
      status: "refused",
      error: { code: "DEPOT_INCOMPLETE", facts: { found: 900 } },
      archive: null,
    });
    put(bytes);
    expect(await judged()).toMatchObject({ status: "accepted" });
  });

  it("is checked again whether the platform may install it", async () => {
    put(await vendor.pack("1.1.0"));
    await judged();
    judge = async () => {
      throw new CodedError("ARCHIVE_ALREADY_INSTALLED", { found: "1.1.0" });
    };
    expect(await verdictOf()).toMatchObject({
      status: "refused",
      error: { code: "ARCHIVE_ALREADY_INSTALLED" },
      archive: { version: "1.1.0" },
    });
  });

  it("that is not an archive says what it is", async () => {
    put(Buffer.from("PK\u0003\u0004"), "update.zip");
    mkdirSync(join(depot.directory, "extracted"));
    expect(await judged("update.zip")).toMatchObject({ error: { code: "ARCHIVE_IS_ZIP" } });
    expect(await verdictOf("extracted")).toMatchObject({ error: { code: "ARCHIVE_IS_FOLDER" } });
  });

  it("hidden, or behind a link, is not looked at", async () => {
    put(Buffer.from("x"), ".tiny.maj.1.1.0.tgz.tmp");
    symlinkSync("/etc/passwd", join(depot.directory, "passwd.tgz"));
    await depot.look();
    expect(await depot.entries()).toEqual([]);
    await expect(depot.remove("passwd.tgz")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(depot.remove("../journal.sqlite")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("is removed on demand, and tells the screens", async () => {
    put(await vendor.pack("1.1.0"));
    await depot.look();
    const notified = vi.fn();
    depot.changes.on("changed", notified);
    await depot.remove(FILE);
    expect(notified).toHaveBeenCalled();
    expect([readdirSync(depot.directory), await depot.entries()]).toEqual([[], []]);
  });
});
