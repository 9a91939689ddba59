import { mkdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Files, manifestOf, NEW, type TinyPlatform, tinyPlatform } from "../testing/tiny-platform.ts";

let tiny: TinyPlatform;
let data: string;
beforeEach(async () => {
  tiny = await tinyPlatform();
  [data = ""] = tiny.platform.config.dataDirectories;
});
afterEach(() => tiny.close());

/** Writes through the link of the data folder, in the rehearsal too, and then fails. */
const SCRIPT: Files = { "write.sh": `echo changed > "$DATA/link/scan.txt"\nexit 3\n` };
const failing = manifestOf(
  NEW,
  {
    migrations: [
      { id: "001-write", engine: "command", command: ["sh", "write.sh"], description: { fr: "m", en: "m" } },
    ],
  },
  SCRIPT,
);
const scan = (folder: string): string => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "scan.txt"), "live");
  return folder;
};

describe("a link in a data folder", () => {
  it("that leads out of all of them is refused before anything is written or masked", async () => {
    const images = scan(join(dirname(tiny.platform.config.root), "nas"));
    symlinkSync(images, join(data, "link"));
    const state = await tiny.run(await tiny.stage(failing, SCRIPT));
    expect(state).toMatchObject({
      outcome: "rolled-back",
      error: { code: "DATA_LINK_OUTSIDE", facts: { subject: join(data, "link"), found: images } },
      steps: { mask: { status: "pending" } },
    });
    expect(readFileSync(join(images, "scan.txt"), "utf8")).toBe("live");
  });

  it("that stays inside, by an absolute path too, leads a rehearsal to its own copy", async () => {
    const images = scan(join(data, "images"));
    symlinkSync(images, join(data, "link"));
    const state = await tiny.run(await tiny.stage(failing, SCRIPT));
    expect(state).toMatchObject({
      outcome: "rolled-back",
      error: { code: "REHEARSAL_FAILED" },
      steps: { mask: { status: "pending" } },
    });
    expect(readFileSync(join(images, "scan.txt"), "utf8")).toBe("live");
    expect(readlinkSync(join(data, "link"))).toBe(images);
  });
});
