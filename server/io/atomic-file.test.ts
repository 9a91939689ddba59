import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { removeStaleTempFiles, replaceSymlink, writeFileDurably } from "./atomic-file.ts";
import { identify } from "./process/identity.ts";

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
    expect([
      names(),
      readFileSync(join(directory, "a"), "utf8"),
      readlinkSync(join(directory, "link")),
    ]).toEqual([["a", "link"], "two", "a"]);
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

describe("the temporary files of a killed writer", () => {
  it("is removed; what a living one writes and what only looks alike stays", async () => {
    const by = (pid: number, ticks = identify(pid)?.startTime.split(":").at(-1) ?? "7") =>
      `.mask.json.${pid}-${ticks}-0123abcd.tmp`;
    const alive = [by(1), by(process.pid), ".hidden", "mask.json.tmp", ".mask.json.tmp"];
    // The last two: their writer's number belongs to another process by now.
    for (const name of [...alive, by(deadPid()), by(1, "1234567890"), by(process.pid, "1")])
      writeFileSync(join(directory, name), "");
    mkdirSync(join(directory, `.folder.${deadPid()}-7-0123abcd.tmp`));
    expect(await removeStaleTempFiles(directory)).toBe(4);
    expect(names()).toEqual(alive.sort());
    expect(await removeStaleTempFiles(join(directory, "absent"))).toBe(0);
  });
});
