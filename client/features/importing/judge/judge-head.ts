/** What the archive says of itself, against this platform: the questions that the server will ask as well. Pure. */
import type { Overview } from "../../../../shared/api/overview.ts";
import type { ArchiveHead } from "../../../../shared/archive-head.ts";
import { CodedError } from "../../../../shared/errors.ts";
import { judgeName, judgeVersion } from "../../../../shared/judge-release.ts";

/** `now`: Unix ms by the server's clock. @throws CodedError ARCHIVE_EXPIRED, and those of judgeName and judgeVersion */
export function judgeHead(
  { manifest, expires }: ArchiveHead,
  fileName: string,
  platform: Overview["platform"],
  now: number,
): void {
  if (Date.parse(expires) <= now) throw new CodedError("ARCHIVE_EXPIRED", { date: expires.slice(0, 10) });
  judgeName(manifest, fileName, platform.prefix);
  judgeVersion(manifest, platform);
}
