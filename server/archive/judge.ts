/** Is this archive for this platform, now? Pure: what the browser may ask as well, and what only the server knows. */
import { CodedError } from "../../shared/errors.ts";
import type { ArchiveSummary } from "../../shared/journal.ts";
import { type InstalledVersions, judgeName, judgeVersion } from "../../shared/judge-release.ts";
import type { ReleaseManifest } from "../../shared/manifest.ts";

export interface InstalledPlatform extends InstalledVersions {
  /** The failed run that locked this content, if any. */
  lockedContent(contentId: string): { readonly runId: string; readonly date: string } | null;
}

/** @throws CodedError with the first reason, the most telling one first. */
export function judgeRelease(
  manifest: ReleaseManifest,
  summary: ArchiveSummary,
  fileName: string,
  installed: InstalledPlatform,
): void {
  judgeName(manifest, fileName, installed.prefix);
  // Before all that compares versions: whatever a failed run has left behind, support must be called first.
  const locked = installed.lockedContent(summary.contentId);
  if (locked !== null) throw new CodedError("ARCHIVE_LOCKED", { date: locked.date, run: locked.runId });
  judgeVersion(manifest, installed);
}
