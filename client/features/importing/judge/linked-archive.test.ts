import { describe, expect, it } from "vitest";
import type { DropFolderEntry } from "../../../../shared/api/import.ts";
import { entryOf, linkedArchive } from "./linked-archive.ts";

const entry = (
  name: string,
  verdict: DropFolderEntry["verdict"] = { status: "arriving" },
): DropFolderEntry => ({
  name,
  size: 1,
  changedAt: 0,
  verdict,
});
const link = (search: string) => linkedArchive(new URLSearchParams(search));

describe("a link to an archive of the drop folder", () => {
  it("names a platform and a version", () => {
    expect(link("?prefix=gts&release=3.19.274")).toEqual({ prefix: "gts", version: "3.19.274" });
    expect(link("?release=ccam-2026.2&prefix=planidemo&from=mail")).toEqual({
      prefix: "planidemo",
      version: "ccam-2026.2",
    });
  });

  it.each([
    "?prefix=gts",
    "?release=3.19.274",
    "?prefix=GTS&release=3.19.274",
    "?prefix=gts&release=../etc",
    "?prefix=&release=",
  ])("is not understood when it is %s", (search) => {
    expect(link(search)).toBe("invalid");
  });

  it("is none without its parameters", () => {
    expect(link("")).toBeNull();
    expect(link("?tab=2")).toBeNull();
  });

  it("finds the file by its name, whatever a browser added to it", () => {
    const wanted = link("?prefix=gts&release=3.19.274");
    if (wanted === null || wanted === "invalid") throw new Error("no link");
    const entries = [entry("note.txt"), entry("gts.maj.3.19.275.tgz"), entry("gts.maj.3.19.274 (1).tgz")];
    expect(entryOf(entries, wanted)?.name).toBe("gts.maj.3.19.274 (1).tgz");
    expect(entryOf(entries.slice(0, 2), wanted)).toBeNull();
  });
});
