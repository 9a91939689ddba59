import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readArchive } from "../server/archive/read.ts";
import { firstTrust } from "../server/archive/trust.ts";
import { loadKeyRing } from "../server/vendor/keys.ts";
import { buildArchives } from "./build-archives.ts";

const NOW = Date.UTC(2026, 10, 21);
let folder: string;
let files: string[];
const build = (out: string): Promise<string[]> =>
  buildArchives({ keysDirectory: join(folder, "keys"), outDirectory: join(folder, out), now: NOW });
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "planidemo-archives-"));
  files = await build("archives");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("the archives are named as the vendor names them", () => {
  expect(files.map((file) => basename(file))).toEqual(
    ["4.6.3", "4.7.0", "4.7.1", "4.8.0", "4.8.1", "ccam-2026.2"].map(
      (version) => `planidemo.maj.${version}.tgz`,
    ),
  );
});

test("each is accepted by the archive reader that trusts the demo's root", async () => {
  const { root } = await loadKeyRing(join(folder, "keys"));
  for (const file of files) {
    const verdict = await readArchive(createReadStream(file), {
      trust: firstTrust(root),
      now: NOW,
      staging: null,
      judge: () => {},
    });
    expect(basename(file)).toBe(`planidemo.maj.${verdict.manifest.version}.tgz`);
    expect(verdict.summary.hasNotice).toBe(true);
  }
});

test("the key ring is kept and the same sources give the same bytes", async () => {
  const again = await build("again");
  for (const [index, file] of again.entries())
    expect(await readFile(file)).toEqual(await readFile(files[index] ?? ""));
});
