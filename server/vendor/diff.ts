/** What changes from one archive to another, by what they say of themselves: for the person who signs, or who writes the notice. */
import { isDeepStrictEqual } from "node:util";
import type { ReleaseManifest } from "../../shared/manifest.ts";
import type { InspectedFile, Inspection } from "../archive/inspect.ts";

export interface ArchiveDiff {
  readonly files: {
    readonly added: readonly { readonly path: string; readonly bytes: number }[];
    readonly removed: readonly { readonly path: string; readonly bytes: number }[];
    /** Other bytes; `from` and `to` are their numbers, which may be equal. */
    readonly changed: readonly { readonly path: string; readonly from: number; readonly to: number }[];
    readonly unchanged: number;
  };
  readonly migrations: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly string[];
  };
  /** Every other field of the manifest that differs, as it is in each; `requirements` by its own fields. */
  readonly fields: readonly { readonly field: string; readonly from: unknown; readonly to: unknown }[];
}

/** Listed file by file or migration by migration. */
const TOLD_APART = ["order", "migrations", "requirements"];

function filesDiff(a: readonly InspectedFile[], b: readonly InspectedFile[]): ArchiveDiff["files"] {
  const before = new Map(a.map((file) => [file.path, file]));
  const after = new Set(b.map(({ path }) => path));
  const size = ({ path, bytes }: InspectedFile) => ({ path, bytes });
  const changed = b.flatMap(({ path, bytes, sha256 }) => {
    const old = before.get(path);
    return old === undefined || old.sha256 === sha256 ? [] : [{ path, from: old.bytes, to: bytes }];
  });
  const added = b.filter(({ path }) => !before.has(path)).map(size);
  return {
    added,
    removed: a.filter(({ path }) => !after.has(path)).map(size),
    changed,
    unchanged: b.length - added.length - changed.length,
  };
}

function migrationsDiff(
  a: ReleaseManifest["migrations"],
  b: ReleaseManifest["migrations"],
): ArchiveDiff["migrations"] {
  const ids = (list: ReleaseManifest["migrations"]): string[] => list.map(({ id }) => id);
  const same = (id: string): boolean =>
    isDeepStrictEqual(
      a.find((one) => one.id === id),
      b.find((one) => one.id === id),
    );
  const [before, after] = [ids(a), ids(b)];
  return {
    added: after.filter((id) => !before.includes(id)),
    removed: before.filter((id) => !after.includes(id)),
    changed: after.filter((id) => before.includes(id) && !same(id)),
  };
}

function fieldsDiff(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): ArchiveDiff["fields"] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter((field) => !isDeepStrictEqual(a[field], b[field]))
    .map((field) => ({ field, from: a[field] ?? null, to: b[field] ?? null }));
}

const others = (manifest: ReleaseManifest): Record<string, unknown> => ({
  ...Object.fromEntries(Object.entries(manifest).filter(([field]) => !TOLD_APART.includes(field))),
  ...Object.fromEntries(
    Object.entries(manifest.requirements).map(([field, value]) => [`requirements.${field}`, value]),
  ),
});

/** Pure: both were read with `inspectArchive`, and neither is trusted. */
export const diffArchives = (a: Inspection, b: Inspection): ArchiveDiff => ({
  files: filesDiff(a.files, b.files),
  migrations: migrationsDiff(a.manifest.migrations, b.manifest.migrations),
  fields: fieldsDiff(others(a.manifest), others(b.manifest)),
});
