/** What the administrator reads before consenting: measurements, plan, notes, notice, important information. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { ArchiveDetail } from "../../shared/api/import.ts";
import { CodedError } from "../../shared/errors.ts";
import type { ReleaseManifest } from "../../shared/manifest.ts";
import type { ArchiveVerdict } from "../archive/read.ts";

const stagedPath = (archive: ArchiveVerdict, path: string | undefined): string | null =>
  archive.files.find((file) => file.path === path)?.staged ?? null;

export async function archiveDetail(archive: ArchiveVerdict): Promise<ArchiveDetail> {
  const { manifest } = archive;
  const notes = stagedPath(archive, manifest.notes);
  return {
    notes: notes === null ? null : await readFile(notes, "utf8"),
    importantInformation: manifest.importantInformation,
    hasNotice: manifest.notice !== undefined,
    scope: manifest.kind === "data" ? manifest.scope.tables : null,
  };
}

export function noticePath(archive: ArchiveVerdict): string {
  const path = stagedPath(archive, archive.manifest.notice);
  if (path === null) throw new CodedError("NOT_FOUND");
  return path;
}

/** Hashes of the texts that consent is given to. */
export function consentHashes(archive: ArchiveVerdict): {
  noticeSha256: string | null;
  informationSha256: string;
} {
  const information: ReleaseManifest["importantInformation"] = archive.manifest.importantInformation;
  return {
    noticeSha256: archive.files.find((file) => file.path === archive.manifest.notice)?.sha256 ?? null,
    informationSha256: createHash("sha256").update(JSON.stringify(information)).digest("hex"),
  };
}
