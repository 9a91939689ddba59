import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  archiveName,
  compareVersions,
  datasetOf,
  isVersionPassage,
  parseArchiveName,
  versionSchema,
} from "./version.ts";

describe("versions", () => {
  it("are compared part by part, as numbers", () => {
    const sorted = ["3.19.275", "3.9.1", "4.7", "3.19.274", "4.10.0"].sort(compareVersions);
    expect(sorted).toEqual(["3.9.1", "3.19.274", "3.19.275", "4.7", "4.10.0"]);
    expect(compareVersions("4.7", "4.7.0")).toBe(0);
    expect(compareVersions("ccam-2026.2", "ccam-2026.10")).toBeLessThan(0);
  });

  it("have one total order", () => {
    const part = fc.nat(999_999);
    const version = fc.array(part, { minLength: 2, maxLength: 4 }).map((parts) => parts.join("."));
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it.each(["4.7.0", "3.19.274", "4.7", "ccam-2026.2", "ccam-1"])("%s is valid", (text) => {
    expect(versionSchema.safeParse(text).success).toBe(true);
  });
  it.each([
    "4",
    "4.7.0.1.2",
    "v4.7.0",
    "4.7.0-rc1",
    "4..7",
    "../4.7",
    "CCAM-2026",
    "",
    "4.7.0\n",
    "1234567.0",
  ])("%j is none", (text) => {
    expect(versionSchema.safeParse(text).success).toBe(false);
  });

  it("a minor or major upgrade changes one of the first two numbers", () => {
    expect([
      isVersionPassage("3.18.9", "3.19.0"),
      isVersionPassage("3.19.274", "3.19.275"),
      isVersionPassage("3.19.1", "4.19.1"),
      isVersionPassage("4.7", "4.7.1"),
    ]).toEqual([true, false, true, false]);
  });

  it("a data package names its data set", () => {
    expect([datasetOf("ccam-2026.2"), datasetOf("4.7.0")]).toEqual(["ccam", null]);
  });
});

describe("archive names", () => {
  it("are read and written", () => {
    expect(parseArchiveName("gts.maj.3.19.274.tgz")).toEqual({ prefix: "gts", version: "3.19.274" });
    expect(parseArchiveName("planidemo.maj.ccam-2026.2.tgz")).toEqual({
      prefix: "planidemo",
      version: "ccam-2026.2",
    });
    expect(archiveName("tuv3", "3.11.45")).toBe("tuv3.maj.3.11.45.tgz");
  });

  it("are accepted with the number that a browser adds to a second download", () => {
    expect(parseArchiveName("gts.maj.3.19.274 (1).tgz")?.version).toBe("3.19.274");
    expect(parseArchiveName("gts.maj.3.19.274(12).tgz")?.version).toBe("3.19.274");
  });

  it.each([
    "gts.maj.3.19.274.tar",
    "gts.maj.tgz",
    "GTS.maj.3.19.tgz",
    "gts.3.19.tgz",
    "gts.maj.../../x.tgz",
    "gts.maj.3.19.274.tgz.exe",
    "",
  ])("%j is none", (name) => expect(parseArchiveName(name)).toBeNull());
});
