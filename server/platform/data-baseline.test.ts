import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { copyTree } from "../io/tree.ts";
import { filesSince, markFiles } from "./data-baseline.ts";

let directory: string;
let folders: string[];
const at = (...names: string[]): string => join(directory, ...names);
const since = () => filesSince(folders, at("marks.jsonl"));

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "superviseur-data-marks-"));
  folders = [at("letters"), at("absent"), at("scans")];
  mkdirSync(at("letters", "2026", "11"), { recursive: true });
  mkdirSync(at("scans"));
  writeFileSync(at("letters", "2026", "11", "a.txt"), "Cher confrère");
  writeFileSync(at("letters", "2026.txt"), "deux\nlignes");
  writeFileSync(at("letters", "nom\navec saut.txt"), "x");
  symlinkSync("2026.txt", at("letters", "last"));
  writeFileSync(at("scans", "1.png"), "png");
  await markFiles(folders, at("marks.jsonl"));
});
afterEach(() => rmSync(directory, { recursive: true }));

it("nothing was written", async () => expect(await since()).toEqual({ added: 0, changed: 0, deleted: 0 }));

it("files put back by a restoration are the same files", async () => {
  await copyTree(at("letters"), at("restored"));
  rmSync(at("letters"), { recursive: true });
  renameSync(at("restored"), at("letters"));
  expect(await since()).toEqual({ added: 0, changed: 0, deleted: 0 });
});

it.each<[string, () => unknown, object]>([
  [
    "added, also in a folder that was absent",
    () => [
      mkdirSync(at("absent")),
      writeFileSync(at("absent", "x"), "x"),
      writeFileSync(at("scans", "0.png"), ""),
    ],
    { added: 2 },
  ],
  ["grown", () => writeFileSync(at("scans", "1.png"), "png!"), { changed: 1 }],
  [
    "of the same size, later",
    () => utimesSync(at("scans", "1.png"), 2_000_000_000, 2_000_000_000),
    { changed: 1 },
  ],
  [
    "a link that points elsewhere",
    () => [rmSync(at("letters", "last")), symlinkSync("2026", at("letters", "last"))],
    { changed: 1 },
  ],
  ["deleted with its folder", () => rmSync(at("letters", "2026"), { recursive: true }), { deleted: 1 }],
  [
    "renamed",
    () => renameSync(at("letters", "2026.txt"), at("letters", "2025.txt")),
    { added: 1, deleted: 1 },
  ],
  [
    "a folder in the place of a file",
    () => [
      rmSync(at("letters", "2026.txt")),
      mkdirSync(at("letters", "2026.txt")),
      writeFileSync(at("letters", "2026.txt", "b"), "b"),
    ],
    { added: 1, deleted: 1 },
  ],
  [
    "everything",
    () => [rmSync(at("letters"), { recursive: true }), rmSync(at("scans"), { recursive: true })],
    { deleted: 5 },
  ],
])("%s", async (_, write, expected) => {
  write();
  expect(await since()).toEqual({ added: 0, changed: 0, deleted: 0, ...expected });
});
