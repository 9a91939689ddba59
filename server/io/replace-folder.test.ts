import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { refill, replaceFolder, tryReplacing } from "./replace-folder.ts";
import { listTree } from "./tree.ts";

let directory: string;
const at = (...names: string[]): string => join(directory, ...names);
const put = (path: string, text: string): void => {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
};
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "superviseur-replace-"));
  put(at("copy", "2026", "letter.txt"), "as it was");
  mkdirSync(at("copy", "empty"));
  utimesSync(at("copy"), 1_700_000_000, 1_700_000_000);
  put(at("data", "2026", "letter.txt"), "as the new version wrote it");
  put(at("data", "new", "only.txt"), "new");
});
afterEach(() => rmSync(directory, { recursive: true }));

describe.each([
  ["a folder", replaceFolder, [".data.restored", ".data.retired"]],
  ["what a file system is mounted on", refill, ["data/.superviseur.restored"]],
] as const)("%s", (_, replace, leftovers) => {
  it("is as its copy, and the copy stays", async () => {
    await replace(at("copy"), at("data"));
    for (const folder of ["copy", "data"]) {
      expect((await listTree(at(folder))).map(({ path }) => path)).toEqual(["2026/letter.txt"]);
      expect(readFileSync(at(folder, "2026", "letter.txt"), "utf8")).toBe("as it was");
      expect(statSync(at(folder, "empty")).isDirectory()).toBe(true);
      expect(statSync(at(folder)).mtimeMs).toBe(1_700_000_000_000);
    }
    expect((await listTree(directory)).length).toBe(2);
  });

  it("may be done again after a crash that left its copies half-way", async () => {
    for (const temporary of leftovers) put(at(temporary, "half.txt"), "half");
    await replace(at("copy"), at("data"));
    expect((await listTree(directory)).map(({ path }) => path)).toEqual([
      "copy/2026/letter.txt",
      "data/2026/letter.txt",
    ]);
  });
});

it("is tried beforehand, and nothing of that stays", async () => {
  await tryReplacing(at("data"), "20261121-031200-a1b2c3");
  expect(readdirSync(directory).sort()).toEqual(["copy", "data"]);
  await expect(tryReplacing(at("nowhere", "data"), "x")).rejects.toThrow("ENOENT");
});

it("leaves a file system its own lost+found", async () => {
  put(at("data", "lost+found", "#12"), "the kernel's");
  await refill(at("copy"), at("data"));
  expect(readFileSync(at("data", "lost+found", "#12"), "utf8")).toBe("the kernel's");
});
