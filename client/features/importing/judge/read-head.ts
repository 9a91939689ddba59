/** What a local file is and what it says of itself, before a byte of it is sent. */
import { UPLOAD_HEAD_PART_BYTES } from "../../../../shared/api/import.ts";
import { type ArchiveHead, readArchiveHead } from "../../../../shared/archive-head.ts";
import { CodedError } from "../../../../shared/errors.ts";
import { canInflate, GzipBroken, inflatedFile } from "./inflate-file.ts";

/** Enough to see a tar's magic at 257. */
const RECOGNISED_BYTES = 512;

/** Recognises from its first bytes what a file is when it is not an archive of ours. @throws CodedError ARCHIVE_EMPTY, ARCHIVE_IS_ZIP, ARCHIVE_IS_TAR, ARCHIVE_NOT_GZIP */
function refuseOtherKinds(head: Uint8Array): void {
  const text = (start: number, end: number): string => String.fromCharCode(...head.subarray(start, end));
  if (head.length === 0) throw new CodedError("ARCHIVE_EMPTY");
  if (head[0] === 0x1f && head[1] === 0x8b) return;
  if (text(0, 2) === "PK") throw new CodedError("ARCHIVE_IS_ZIP");
  if (text(257, 262) === "ustar") throw new CodedError("ARCHIVE_IS_TAR");
  throw new CodedError("ARCHIVE_NOT_GZIP");
}

/**
 * The head of a local archive; null when this browser cannot tell: then the server's judgement alone counts.
 * @throws CodedError what is wrong with the file, with the codes of the server's reader; a DOMException when it cannot be read
 */
export async function readHead(file: Blob): Promise<ArchiveHead | null> {
  refuseOtherKinds(new Uint8Array(await file.slice(0, RECOGNISED_BYTES).arrayBuffer()));
  if (!canInflate()) return null;
  try {
    return await readArchiveHead(inflatedFile(file));
  } catch (error) {
    if (!(error instanceof GzipBroken)) throw error;
    // So little costs the server nothing to check, and the server can distinguish damage from hidden data.
    if (file.size <= UPLOAD_HEAD_PART_BYTES) return null;
    throw new CodedError("ARCHIVE_CORRUPT", { offset: error.offset }, error);
  }
}
