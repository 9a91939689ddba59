/**
 * Versions as the vendors write them: `3.19.274` for a release, `ccam-2026.2` for a data set.
 * Source: the second seed document (`prefix=gts&release=3.19.274`, archive `tuv3.maj.3.11.45.tgz`).
 */
import { z } from "zod";

export const RELEASE_PATTERN = /^\d{1,6}(?:\.\d{1,6}){1,3}$/;
export const DATA_PATTERN = /^[a-z][a-z0-9]{0,30}-\d{1,6}(?:\.\d{1,6}){0,3}$/;

export const prefixSchema = z
  .string()
  .regex(/^[a-z][a-z0-9]{0,30}$/)
  .brand("Prefix");
export const releaseVersionSchema = z.string().regex(RELEASE_PATTERN);
export const dataVersionSchema = z.string().regex(DATA_PATTERN);
export const versionSchema = z.union([releaseVersionSchema, dataVersionSchema]).brand("Version");
export type Prefix = z.infer<typeof prefixSchema>;
export type Version = z.infer<typeof versionSchema>;

const numbers = (version: string): number[] =>
  version
    .slice(version.indexOf("-") + 1)
    .split(".")
    .map(Number);

/** `ccam` for `ccam-2026.2`, `null` for a release. */
export const datasetOf = (version: string): string | null =>
  version.includes("-") ? version.slice(0, version.indexOf("-")) : null;

/** Negative when `a` is older than `b`. Missing parts count as zero: 4.7 equals 4.7.0. */
export function compareVersions(a: string, b: string): number {
  const left = numbers(a);
  const right = numbers(b);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * True for a minor or major upgrade such as 3.18 → 3.19, false for a patch such as 3.19.274 → 3.19.275
 * (second seed document).
 */
export function isVersionPassage(from: string, to: string): boolean {
  const left = numbers(from);
  const right = numbers(to);
  return left[0] !== right[0] || (left[1] ?? 0) !== (right[1] ?? 0);
}

export interface ArchiveName {
  readonly prefix: Prefix;
  readonly version: Version;
}

/**
 * Reads `<prefix>.maj.<version>.tgz`, also with a browser's ` (1)` before the ending. `null` for any other
 * name.
 */
export function parseArchiveName(fileName: string): ArchiveName | null {
  const match = /^([a-z][a-z0-9]*)\.maj\.([a-z0-9.-]+?)(?: ?\(\d+\))?\.tgz$/.exec(fileName);
  if (!match) return null;
  const prefix = prefixSchema.safeParse(match[1]);
  const version = versionSchema.safeParse(match[2]);
  return prefix.success && version.success ? { prefix: prefix.data, version: version.data } : null;
}

export const archiveName = (prefix: string, version: string): string => `${prefix}.maj.${version}.tgz`;
