/** Recognises by its first bytes what a file is when it is not an archive of ours, so that the refusal can name the mistake. */
import { CodedError } from "../../shared/errors.ts";

/** Enough to see a tar's magic at 257. */
export const HEAD_BYTES = 512;

export function refuseOtherKinds(head: Buffer): void {
  if (head.length === 0) throw new CodedError("ARCHIVE_EMPTY");
  if (head[0] === 0x1f && head[1] === 0x8b) return;
  if (head.toString("latin1", 0, 2) === "PK") throw new CodedError("ARCHIVE_IS_ZIP");
  if (head.toString("latin1", 257, 262) === "ustar") throw new CodedError("ARCHIVE_IS_TAR");
  throw new CodedError("ARCHIVE_NOT_GZIP");
}
