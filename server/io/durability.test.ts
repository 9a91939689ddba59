/**
 * What the kernel is called for, in which order, as strace sees it: on a machine that never loses its power nothing else distinguishes a file
 * that is on disk from one that is only written.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";

const ATOMIC = fileURLToPath(new URL("./atomic-file.ts", import.meta.url));
const TREE = fileURLToPath(new URL("./tree.ts", import.meta.url));
const JOURNAL = fileURLToPath(new URL("../journal/journal.ts", import.meta.url));
let directory: string;
let folder: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "superviseur-durability-"));
  folder = join(directory, "folder");
  mkdirSync(folder);
});
afterEach(() => rmSync(directory, { recursive: true }));

/** `fsync file`, `rename`, `fsync folder`… of a script, as far as they concern the folder; names are below it, `.` is the folder itself, random parts are `*`. */
function asked(script: string): string[] {
  const trace = join(directory, "trace");
  const code = `const folder = ${JSON.stringify(folder)};\n${script}`;
  const parameters = [
    "-f",
    "-qq",
    "-y",
    "-e",
    "trace=fsync,fdatasync,rename,renameat,renameat2,unlink,symlink",
    "-o",
    trace,
    process.execPath,
  ];
  const { status, stderr } = spawnSync(
    "strace",
    [...parameters, "--disable-warning=ExperimentalWarning", "--input-type=module", "-e", code],
    {
      encoding: "utf8",
      env: { ...process.env, UV_USE_IO_URING: "0" },
    },
  );
  if (status !== 0) throw new Error(stderr);
  return readFileSync(trace, "utf8")
    .split("\n")
    .filter((line) => line.includes(folder) && !line.includes("resumed>"))
    .map((line) => {
      const call = /^\d+\s+(\w+)\(/.exec(line)?.[1] ?? "?";
      const paths = [...line.matchAll(/[<"]([^">]*)[>"]/g)]
        .map(([, path = ""]) => path)
        .filter((path) => path.startsWith(folder));
      const name = (path: string): string =>
        path.slice(folder.length + 1).replace(/\d+-\d+-[0-9a-f]{8}/, "*") || ".";
      return `${call.replace("fdatasync", "fsync").replace(/^rename.*/, "rename")} ${paths.map(name).join(" ")}`;
    });
}
const using = (module: string, names: string, work: string): string[] =>
  asked(`const { ${names} } = await import(${JSON.stringify(module)});\n${work}`);

it("a file is on disk before it takes its name, and its name before the write resolves", () => {
  expect(using(ATOMIC, "writeFileDurably", 'await writeFileDurably(folder + "/a", "text");')).toEqual([
    "fsync .a.*.tmp",
    "rename .a.*.tmp a",
    "fsync .",
  ]);
});

it("a link points elsewhere on disk, too", () => {
  expect(
    using(ATOMIC, "replaceSymlink", 'await replaceSymlink(folder + "/current", "releases/1");').slice(-2),
  ).toEqual(["rename .current.*.tmp current", "fsync ."]);
});

it("what was removed is gone on disk", () => {
  writeFileSync(join(folder, "a"), "");
  expect(using(ATOMIC, "removeDurably", 'await removeDurably(folder + "/a");')).toEqual([
    "unlink a",
    "fsync .",
  ]);
});

it("a folder that is copied is on disk, each file and each folder of it", () => {
  mkdirSync(join(folder, "from", "deep"), { recursive: true });
  writeFileSync(join(folder, "from", "deep", "file"), "text");
  const calls = using(TREE, "copyTree", 'await copyTree(folder + "/from", folder + "/to");');
  expect(calls).toEqual(
    expect.arrayContaining(["fsync to/deep/file", "fsync to/deep", "fsync to", "fsync ."]),
  );
});

it("a record of the journal is on disk when it is appended, each one", () => {
  const opened = '{ type: "run:opened", by: { id: "1", name: "A" }, fileName: "a", fileSize: 1, from: "1" }';
  const append = `for (const n of [1, 2, 3]) { journal.append("20261121-031200-00000" + n, ${opened}); process.stderr.write(""); }`;
  const calls = using(JOURNAL, "openJournal", `const journal = openJournal(folder + "/journal"); ${append}`);
  expect(calls.filter((call) => call === "fsync journal-wal").length).toBeGreaterThanOrEqual(3);
});
