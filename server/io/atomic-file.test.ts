import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { replaceSymlink, sweepAsides, writeFileDurably } from "./atomic-file.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "superviseur-atomic-"));
});
afterEach(() => rmSync(directory, { recursive: true }));
const names = (): string[] => readdirSync(directory).sort();
const deadPid = (): number => spawnSync("true").pid;

describe("a file that is replaced", () => {
  it("is the new one, and nothing else is left", async () => {
    await writeFileDurably(join(directory, "a"), "one");
    await writeFileDurably(join(directory, "a"), "two");
    await replaceSymlink(join(directory, "link"), "a");
    expect([names(), readFileSync(join(directory, "a"), "utf8"), readlinkSync(join(directory, "link"))]).toEqual([
      ["a", "link"],
      "two",
      "a",
    ]);
  });

  it("stays the old one when its bytes stop coming", async () => {
    await writeFileDurably(join(directory, "a"), "one");
    async function* broken() {
      yield Buffer.from("tw");
      throw new Error("the line is cut");
    }
    await expect(writeFileDurably(join(directory, "a"), broken())).rejects.toThrow("the line is cut");
    expect([names(), readFileSync(join(directory, "a"), "utf8")]).toEqual([["a"], "one"]);
  });
});

describe("what a killed writer has left aside", () => {
  it("is removed; what a living one writes and what only looks alike stays", async () => {
    const alive = [`.mask.json.1-00000000.tmp`, `.mask.json.${process.pid}-00000000.tmp`, ".hidden", "mask.json.tmp", ".mask.json.tmp"];
    for (const name of [...alive, `.mask.json.${deadPid()}-0123abcd.tmp`]) writeFileSync(join(directory, name), "");
    mkdirSync(join(directory, `.folder.${deadPid()}-0123abcd.tmp`));
    expect(await sweepAsides(directory)).toBe(2);
    expect(names()).toEqual(alive.sort());
    expect(await sweepAsides(join(directory, "absent"))).toBe(0);
  });
});
