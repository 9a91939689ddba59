/**
 * Whether this archive can be applied to this platform now. Pure: the browser asks before it sends, the
 * server before it accepts.
 */
import { CodedError } from "./errors.ts";
import type { ReleaseManifest } from "./manifest.ts";
import { archiveName, compareVersions, datasetOf, parseArchiveName } from "./version.ts";

export interface InstalledVersions {
  readonly prefix: string;
  readonly version: string;
  /** Data set → version, `ccam` → `ccam-2026.2`. */
  readonly datasets: Readonly<Record<string, string>>;
  /** No release older than this may be installed. */
  readonly floor: string | null;
}

/**
 * The manifest must match the file's name and this platform.
 * @throws CodedError ARCHIVE_WRONG_PLATFORM, ARCHIVE_NAME_MISMATCH
 */
export function judgeName(
  { prefix, version }: Pick<ReleaseManifest, "prefix" | "version">,
  fileName: string,
  platformPrefix: string,
): void {
  if (prefix !== platformPrefix)
    throw new CodedError("ARCHIVE_WRONG_PLATFORM", {
      found: archiveName(prefix, version),
      expected: archiveName(platformPrefix, "X.Y.Z"),
    });
  const name = parseArchiveName(fileName);
  if (name === null || name.prefix !== prefix || name.version !== version)
    throw new CodedError("ARCHIVE_NAME_MISMATCH", {
      found: fileName,
      expected: archiveName(prefix, version),
    });
}

/**
 * The version must be one that the installed version can be updated to.
 * @throws CodedError ARCHIVE_ALREADY_INSTALLED, ARCHIVE_OLDER, ARCHIVE_BELOW_FLOOR,
 * ARCHIVE_NEEDS_INTERMEDIATE
 */
export function judgeVersion(
  { version, minFrom }: Pick<ReleaseManifest, "version" | "minFrom">,
  installed: InstalledVersions,
): void {
  const dataset = datasetOf(version);
  const present = dataset === null ? installed.version : (installed.datasets[dataset] ?? null);
  const age = present === null ? 1 : compareVersions(version, present);
  if (age === 0) throw new CodedError("ARCHIVE_ALREADY_INSTALLED", { found: version });
  if (age < 0 && present !== null)
    throw new CodedError("ARCHIVE_OLDER", { found: version, expected: present });
  if (dataset === null && installed.floor !== null && compareVersions(version, installed.floor) < 0)
    throw new CodedError("ARCHIVE_BELOW_FLOOR", { found: version, expected: installed.floor });
  if (compareVersions(installed.version, minFrom) < 0)
    throw new CodedError("ARCHIVE_NEEDS_INTERMEDIATE", { found: installed.version, expected: minFrom });
}
