/** Data folders that are separate disks, as a hospital's image store is. Mounting needs root. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { goodMigration, manifestOf, NEW, type TinyPlatform, tinyPlatform } from "../testing/tiny-platform.ts";
import type { Step } from "./context.ts";
import { PIPELINES } from "./rows.ts";

const mounted: string[] = [];
function mount(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  const { status, stderr, error } = spawnSync("mount", ["-t", "tmpfs", "tmpfs", folder], {
    encoding: "utf8",
  });
  if (status === 0) mounted.push(folder);
  else
    console.error(
      `!!! NOT TRIED ON THIS MACHINE: data folders that are mounted: ${error?.message ?? stderr.trim()}`,
    );
  return status === 0;
}

let tiny: TinyPlatform;
beforeEach(async () => {
  tiny = await tinyPlatform();
});
afterEach(async () => {
  for (const folder of mounted.splice(0).toReversed()) spawnSync("umount", [folder]);
  await tiny.close();
});

describe("a data folder that another disk is mounted on", () => {
  it("is restored exactly, and is still the same disk", async () => {
    const [folder = ""] = tiny.platform.config.dataDirectories;
    if (!mount(folder)) return;
    writeFileSync(join(folder, "scan.txt"), "as it was");
    mkdirSync(join(folder, "incoming"));
    const device = statSync(folder).dev;
    const writing: Step[] = PIPELINES.update.map((step) =>
      step.name !== "migrate"
        ? step
        : {
            ...step,
            async do() {
              writeFileSync(join(folder, "scan.txt"), "as the new version wrote it");
              writeFileSync(join(folder, "new.txt"), "new");
              throw new Error("made to fail");
            },
          },
    );
    expect(
      await tiny.run(await tiny.stage(manifestOf(NEW, {}, goodMigration), goodMigration), writing),
    ).toMatchObject({
      outcome: "rolled-back",
    });
    expect(readdirSync(folder).sort()).toEqual(["incoming", "scan.txt"]);
    expect(readFileSync(join(folder, "scan.txt"), "utf8")).toBe("as it was");
    expect(statSync(folder).dev).toBe(device);
    expect(statSync(dirname(folder)).dev).not.toBe(device);
  });

  it("within a data folder is refused before the mask", async () => {
    const [folder = ""] = tiny.platform.config.dataDirectories;
    const disk = join(folder, "images");
    if (!mount(disk)) return;
    const context = await tiny.stage(manifestOf(NEW, {}, goodMigration), goodMigration);
    expect(await tiny.run(context)).toMatchObject({
      outcome: "rolled-back",
      error: { code: "DATA_FOLDER_SPLIT", facts: { subject: folder, found: disk } },
      steps: { mask: { status: "pending" } },
    });
    expect(existsSync(tiny.platform.state.backup(context.runId))).toBe(false);
  });
});
