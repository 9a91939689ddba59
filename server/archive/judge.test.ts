import { describe, expect, it } from "vitest";
import { CodedError, type ErrorCode } from "../../shared/errors.ts";
import type { ArchiveSummary } from "../../shared/journal.ts";
import type { ReleaseManifest } from "../../shared/manifest.ts";
import { manifestOf } from "../testing/tiny-platform.ts";
import { type InstalledPlatform, judgeRelease } from "./judge.ts";

const summaryOf = ({ prefix, version, kind, channel, publishedAt }: ReleaseManifest): ArchiveSummary => ({
  prefix,
  version,
  kind,
  channel,
  publishedAt,
  expires: "2028-11-01T00:00:00Z",
  contentId: "c".repeat(64),
  payloadBytes: 1,
  payloadFiles: 1,
  signedBy: ["k"],
  threshold: 1,
  hasNotice: false,
  hasNotes: false,
});
const installed: InstalledPlatform = {
  prefix: "tiny",
  version: "1.0.0",
  datasets: { ccam: "ccam-2026.1" },
  floor: null,
  lockedContent: () => null,
};
const data = (version: string, change = {}): ReleaseManifest =>
  manifestOf(version, { kind: "data", services: [], scope: { tables: ["ccam"] }, ...change });

function judged(
  manifest: ReleaseManifest,
  change: Partial<InstalledPlatform> = {},
  name = `tiny.maj.${manifest.version}.tgz`,
): unknown {
  try {
    judgeRelease(manifest, summaryOf(manifest), name, { ...installed, ...change });
    return "accepted";
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
}

describe("a release", () => {
  const newer = manifestOf("1.1.0");
  it.each<[string, unknown]>([
    ["newer", judged(newer)],
    ["downloaded twice by a browser", judged(newer, {}, "tiny.maj.1.1.0 (1).tgz")],
    ["at the floor", judged(newer, { floor: "1.1.0" })],
    ["that asks exactly for the installed version", judged(manifestOf("1.1.0", { minFrom: "1.0" }))],
  ])("%s is accepted", (_, outcome) => {
    expect(outcome).toBe("accepted");
  });

  const locked = { lockedContent: () => ({ runId: "r", date: "2026-11-20" }) };
  it.each<[string, ErrorCode, unknown]>([
    ["of another platform", "ARCHIVE_WRONG_PLATFORM", judged(manifestOf("1.1.0", { prefix: "gts" }))],
    [
      "of another platform under our name",
      "ARCHIVE_WRONG_PLATFORM",
      judged(manifestOf("1.1.0", { prefix: "gts" }), {}, "tiny.maj.1.1.0.tgz"),
    ],
    ["under another version's name", "ARCHIVE_NAME_MISMATCH", judged(newer, {}, "tiny.maj.1.2.0.tgz")],
    ["under no archive's name", "ARCHIVE_NAME_MISMATCH", judged(newer, {}, "update.tgz")],
    ["already installed", "ARCHIVE_ALREADY_INSTALLED", judged(manifestOf("1.0.0"))],
    ["already installed, written shorter", "ARCHIVE_ALREADY_INSTALLED", judged(manifestOf("1.0"))],
    ["older", "ARCHIVE_OLDER", judged(manifestOf("0.9.9"))],
    ["below the floor", "ARCHIVE_BELOW_FLOOR", judged(newer, { floor: "1.1.1" })],
    [
      "in need of an intermediate version",
      "ARCHIVE_NEEDS_INTERMEDIATE",
      judged(manifestOf("1.1.0", { minFrom: "1.0.1" })),
    ],
    ["whose update failed before", "ARCHIVE_LOCKED", judged(newer, locked)],
    [
      "whose update failed before, and which is installed all the same",
      "ARCHIVE_LOCKED",
      judged(manifestOf("1.0.0"), locked),
    ],
  ])("%s is refused as %s", (_, code, outcome) => {
    expect(outcome).toBe(code);
  });

  it("locked is reported with its run and date", () => {
    const judging = () =>
      judgeRelease(newer, summaryOf(newer), "tiny.maj.1.1.0.tgz", { ...installed, ...locked });
    expect(judging).toThrow(expect.objectContaining({ facts: { run: "r", date: "2026-11-20" } }));
  });
});

describe("a data set", () => {
  it.each<[string, unknown, unknown]>([
    ["newer than the installed one", "accepted", judged(data("ccam-2026.2"))],
    ["that was never installed", "accepted", judged(data("ghm-2026.1"))],
    ["whatever the releases' floor", "accepted", judged(data("ccam-2026.2"), { floor: "9.0.0" })],
    ["already installed", "ARCHIVE_ALREADY_INSTALLED", judged(data("ccam-2026.1"))],
    ["older", "ARCHIVE_OLDER", judged(data("ccam-2025.4"))],
    ["for a newer platform", "ARCHIVE_NEEDS_INTERMEDIATE", judged(data("ccam-2026.2", { minFrom: "1.1.0" }))],
  ])("%s: %s", (_, expected, outcome) => {
    expect(outcome).toBe(expected);
  });
});
