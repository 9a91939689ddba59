import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { copyTree, listTree, turnLinks } from "./tree.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "superviseur-tree-"));
  mkdirSync(join(directory, "from", "2026", "11"), { recursive: true });
  mkdirSync(join(directory, "from", "empty", "deep"), { recursive: true });
  writeFileSync(join(directory, "from", "2026", "11", "letter.txt"), "Cher confrère");
  writeFileSync(join(directory, "from", "none.txt"), "");
  symlinkSync("2026/11/letter.txt", join(directory, "from", "last"));
  chmodSync(join(directory, "from", "empty", "deep"), 0o2770);
  for (const path of ["empty/deep", "empty", "2026/11/letter.txt", "2026/11", "2026", ""])
    utimesSync(join(directory, "from", path), 1_700_000_000, 1_700_000_000 + path.length);
});
afterEach(() => rmSync(directory, { recursive: true }));

it("copies every file, link and folder, the empty ones too, with modes and times", async () => {
  expect(await copyTree(join(directory, "from"), join(directory, "to"))).toEqual({ files: 3, bytes: 14 });
  expect(await listTree(join(directory, "to"))).toEqual(await listTree(join(directory, "from")));
  expect(readFileSync(join(directory, "to", "last"), "utf8")).toBe("Cher confrère");
  expect(readlinkSync(join(directory, "to", "last"))).toBe("2026/11/letter.txt");
  for (const path of ["empty/deep", "empty", "2026/11/letter.txt", "2026/11", "2026", ""]) {
    const [original, copy] = ["from", "to"].map((top) => statSync(join(directory, top, path)));
    expect([copy?.mode, copy?.mtimeMs, copy?.uid, copy?.gid], path).toEqual([
      original?.mode,
      original?.mtimeMs,
      original?.uid,
      original?.gid,
    ]);
  }
});

it("of a folder that lives leaves out what is removed meanwhile, and counts what it has copied", async () => {
  const gone = join(directory, "from", "none.txt");
  const remove = (): void => rmSync(gone, { force: true });
  const copied = await copyTree(join(directory, "from"), join(directory, "to"), remove, { mayVanish: true });
  expect(copied).toEqual({ files: 2, bytes: 14 });
  expect((await listTree(join(directory, "to"))).map(({ path }) => path)).toEqual([
    "2026/11/letter.txt",
    "last",
  ]);

  writeFileSync(gone, "");
  await expect(copyTree(join(directory, "from"), join(directory, "again"), remove)).rejects.toThrow("ENOENT");
});

it("turns the links of copies to the copies, and drops those that lead elsewhere", async () => {
  symlinkSync(join(directory, "from", "none.txt"), join(directory, "from", "absolute"));
  symlinkSync("/etc/hostname", join(directory, "from", "outside"));
  await copyTree(join(directory, "from"), join(directory, "to"));
  await turnLinks([{ original: join(directory, "from"), copy: join(directory, "to") }]);
  const links = (await listTree(join(directory, "to"))).filter(({ kind }) => kind === "link");
  expect(links.map(({ path }) => [path, readlinkSync(join(directory, "to", path))])).toEqual([
    ["absolute", join(directory, "to", "none.txt")],
    ["last", join(directory, "to", "2026", "11", "letter.txt")],
  ]);
});
