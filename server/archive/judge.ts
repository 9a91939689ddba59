/** Is this archive for this platform, now? Pure. */
import { CodedError } from "../../shared/errors.ts";
import type { ArchiveSummary } from "../../shared/journal.ts";
import type { ReleaseManifest } from "../../shared/manifest.ts";
import { archiveName, compareVersions, datasetOf, parseArchiveName } from "../../shared/version.ts";

export interface InstalledPlatform {
  readonly prefix: string;
  readonly version: string;
  /** Data set → version, `ccam` → `ccam-2026.2`. */
  readonly datasets: Readonly<Record<string, string>>;
  /** No release older than this may be installed. */
  readonly floor: string | null;
  /** The failed run that locked this content, if any. */
  lockedContent(contentId: string): { readonly runId: string; readonly date: string } | null;
}

/** @throws CodedError with the first reason, the most telling one first. */
export function judgeRelease(manifest: ReleaseManifest, summary: ArchiveSummary, fileName: string, installed: InstalledPlatform): void {
  const { prefix, version, minFrom } = manifest;
  if (prefix !== installed.prefix)
    throw new CodedError("ARCHIVE_WRONG_PLATFORM", {
      found: archiveName(prefix, version),
      expected: archiveName(installed.prefix, "X.Y.Z"),
    });
  const name = parseArchiveName(fileName);
  if (name === null || name.prefix !== prefix || name.version !== version) {
    throw new CodedError("ARCHIVE_NAME_MISMATCH", { found: fileName, expected: archiveName(prefix, version) });
  }
  // Before all that compares versions: whatever a failed run has left behind, support must be called first.
  const locked = installed.lockedContent(summary.contentId);
  if (locked !== null) throw new CodedError("ARCHIVE_LOCKED", { date: locked.date, run: locked.runId });
  const dataset = datasetOf(version);
  const present = dataset === null ? installed.version : (installed.datasets[dataset] ?? null);
  const age = present === null ? 1 : compareVersions(version, present);
  if (age === 0) throw new CodedError("ARCHIVE_ALREADY_INSTALLED", { found: version });
  if (age < 0 && present !== null) throw new CodedError("ARCHIVE_OLDER", { found: version, expected: present });
  if (dataset === null && installed.floor !== null && compareVersions(version, installed.floor) < 0) {
    throw new CodedError("ARCHIVE_BELOW_FLOOR", { found: version, expected: installed.floor });
  }
  if (compareVersions(installed.version, minFrom) < 0)
    throw new CodedError("ARCHIVE_NEEDS_INTERMEDIATE", { found: installed.version, expected: minFrom });
}
