import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FLAG, PROBE_TOKEN } from "../../../testing/gateway-harness.ts";
import { createMaskReader, opensMask } from "./mask-reader.ts";

let folder: string;
let file: string;
const clock = (): number => 42;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "superviseur-flag-"));
  file = join(folder, "mask.json");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const replaceBy = (text: string): void => {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
};

describe("when there is no flag", () => {
  it("the platform is open", () => {
    expect(createMaskReader(file, clock).read()).toBeNull();
  });
});

describe("when there is a flag", () => {
  it("is read whole, also by a reader that begins later", () => {
    replaceBy(JSON.stringify(FLAG));
    expect(createMaskReader(file, clock).read()).toEqual(FLAG);
  });

  it("is read again as soon as it is replaced", () => {
    const reader = createMaskReader(file, clock);
    replaceBy(JSON.stringify(FLAG));
    reader.read();
    replaceBy(JSON.stringify({ ...FLAG, reason: "intervention" }));
    expect(reader.read()?.reason).toBe("intervention");
  });

  it("is gone as soon as it is removed, and is back when it is written again", () => {
    const reader = createMaskReader(file, clock);
    replaceBy(JSON.stringify(FLAG));
    reader.read();
    rmSync(file);
    expect(reader.read()).toBeNull();
    replaceBy(JSON.stringify(FLAG));
    expect(reader.read()).toEqual(FLAG);
  });
});

describe("when the flag is damaged", () => {
  it.each([
    ["empty", ""],
    ["cut", JSON.stringify(FLAG).slice(0, 40)],
    ["not JSON", "\u0000\u0000\u0000"],
    ["without a token", JSON.stringify({ ...FLAG, probeToken: undefined })],
    ["with a token too short to be a secret", JSON.stringify({ ...FLAG, probeToken: "" })],
  ])("%s, it still masks", (_, text) => {
    writeFileSync(file, text);
    expect(createMaskReader(file, clock).read()).toMatchObject({ reason: "unknown", expectedEnd: null });
  });

  it("is a folder, it still masks", () => {
    expect(createMaskReader(folder, clock).read()).toMatchObject({ reason: "unknown" });
  });

  it("cannot be looked up, it still masks", () => {
    symlinkSync(file, file);
    expect(createMaskReader(file, clock).read()).toEqual({ reason: "unknown", since: 42, expectedEnd: null });
  });
});

describe("the probe's token", () => {
  it("opens the mask only when it is the same", () => {
    const opened = [PROBE_TOKEN, `${PROBE_TOKEN} `, "", undefined, [PROBE_TOKEN]].map((token) =>
      opensMask(FLAG, token),
    );
    expect(opened).toEqual([true, false, false, false, false]);
  });

  it("opens nothing when the flag is damaged", () => {
    expect(opensMask({ reason: "unknown", since: 0, expectedEnd: null }, "")).toBe(false);
  });
});
