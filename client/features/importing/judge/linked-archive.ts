/** A link to an archive of the drop folder: `…/import?prefix=gts&release=3.19.274`. Pure. */
import type { DropFolderEntry } from "../../../../shared/api/import.ts";
import {
  type ArchiveName,
  parseArchiveName,
  prefixSchema,
  versionSchema,
} from "../../../../shared/version.ts";

/** null: the address names no archive. `invalid`: it means to, but not as one can be named. */
export function linkedArchive(parameters: URLSearchParams): ArchiveName | "invalid" | null {
  const [prefix, release] = [parameters.get("prefix"), parameters.get("release")];
  if (prefix === null && release === null) return null;
  const [knownPrefix, version] = [prefixSchema.safeParse(prefix), versionSchema.safeParse(release)];
  return knownPrefix.success && version.success
    ? { prefix: knownPrefix.data, version: version.data }
    : "invalid";
}

/** The entry that a link means: by what its signed metadata says, else by its name. */
export function entryOf(
  entries: readonly DropFolderEntry[],
  { prefix, version }: ArchiveName,
): DropFolderEntry | null {
  const means = (named: { readonly prefix: string; readonly version: string } | null): boolean =>
    named?.prefix === prefix && named.version === version;
  const known = entries.find(({ verdict }) => verdict.status === "accepted" && means(verdict.archive));
  return known ?? entries.find(({ name }) => means(parseArchiveName(name))) ?? null;
}
