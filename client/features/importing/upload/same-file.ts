/** Is the file at hand the one whose upload has begun? Asked before anything of it is sent. */
import type { UploadedPart, UploadView } from "../../../../shared/api/import.ts";
import { CodedError } from "../../../../shared/errors.ts";
import { parseArchiveName } from "../../../../shared/version.ts";
import { RESUME_COMPARED_PARTS } from "../../../limits.ts";

type Begun = Pick<UploadView, "fileName" | "fileSize" | "parts">;
type LocalFile = Pick<File, "name" | "size" | "slice">;

/** The first, the last and some between, evenly; all when there are few. */
export function comparedParts(parts: readonly UploadedPart[]): readonly UploadedPart[] {
  if (parts.length <= RESUME_COMPARED_PARTS) return parts;
  const step = (parts.length - 1) / (RESUME_COMPARED_PARTS - 1);
  const chosen = new Set(
    Array.from({ length: RESUME_COMPARED_PARTS }, (_, index) => Math.round(index * step)),
  );
  return parts.filter((_, index) => chosen.has(index));
}

/** A second download is the same archive under a name with ` (1)`. */
function sameName(left: string, right: string): boolean {
  const [a, b] = [parseArchiveName(left), parseArchiveName(right)];
  return left === right || (a !== null && b !== null && a.prefix === b.prefix && a.version === b.version);
}

/** @throws CodedError UPLOAD_OTHER_FILE; a DOMException when the file cannot be read */
export async function requireSameFile(
  file: LocalFile,
  begun: Begun,
  hash: (bytes: Uint8Array<ArrayBuffer>) => Promise<string>,
): Promise<void> {
  const other = new CodedError("UPLOAD_OTHER_FILE", { file: begun.fileName });
  if (!sameName(file.name, begun.fileName) || file.size !== begun.fileSize) throw other;
  for (const { offset, bytes, sha256 } of comparedParts(begun.parts)) {
    const local = new Uint8Array(await file.slice(offset, offset + bytes).arrayBuffer());
    if ((await hash(local)) !== sha256) throw other;
  }
}
