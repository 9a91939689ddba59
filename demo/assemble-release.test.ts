import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readDraft } from "../server/vendor/pack.ts";
import { assembleRelease } from "./assemble-release.ts";
import { ARCHIVED_VERSIONS } from "./build-archives.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "planidemo-trees-"));
  for (const version of ["4.6.2", ...ARCHIVED_VERSIONS])
    await assembleRelease(version, join(folder, version));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(["4.6.2", ...ARCHIVED_VERSIONS])("release %s", (version) => {
  test("has a draft that the manifest's schema accepts, of its own version", async () => {
    const manifest = await readDraft(join(folder, version));
    expect(manifest.version).toBe(version);
    expect(manifest.prefix).toBe("planidemo");
  });

  test("is a tree of plain files", async () => {
    const entries = await readdir(join(folder, version), { recursive: true, withFileTypes: true });
    expect(entries.filter((entry) => !entry.isFile() && !entry.isDirectory())).toEqual([]);
  });
});

describe.each(ARCHIVED_VERSIONS)("archive %s", (version) => {
  test("has a PDF notice, notes with a heading, a list and a link, and something important to say in both languages", async () => {
    const directory = join(folder, version);
    const { notice, notes, importantInformation } = await readDraft(directory);
    expect((await readFile(join(directory, notice ?? ""), "latin1")).slice(0, 5)).toBe("%PDF-");
    const text = await readFile(join(directory, notes ?? ""), "utf8");
    expect(text).toMatch(/^# /m);
    expect(text).toMatch(/^- /m);
    expect(text).toMatch(/\[.+\]\(https:\/\/.+\)/);
    expect(importantInformation.length).toBeGreaterThan(0);
  });
});

test("4.7.1, 4.8.0 and 4.8.1 carry the migrations of 4.7.0 unchanged, so that each applies from 4.6 and from 4.7", async () => {
  const { migrations } = await readDraft(join(folder, "4.7.0"));
  expect(migrations.map((migration) => migration.engine)).toEqual(["sql", "command", "sql"]);
  for (const version of ["4.7.1", "4.8.0", "4.8.1"]) {
    const later = await readDraft(join(folder, version));
    expect(later.migrations.slice(0, 3)).toEqual(migrations);
    for (const name of await readdir(join(folder, "4.7.0", "migrations"))) {
      expect(await readFile(join(folder, version, "migrations", name))).toEqual(
        await readFile(join(folder, "4.7.0", "migrations", name)),
      );
    }
  }
});
