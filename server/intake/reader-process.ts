/**
 * The reader's process: one archive, then it ends. Whatever a hostile archive does to it — memory, a crash in zlib — the web
 * process and the platform's public endpoint keep running.
 */
import { constants, setPriority } from "node:os";
import { CodedError, type ErrorReport, reportOf } from "../../shared/errors.ts";
import { type ArchiveVerdict, readUnpacked } from "../archive/read.ts";
import { type TrustRecord, trustOf, trustRecord } from "../archive/trust-store.ts";
import { type FollowedFile, unpackFile } from "../archive/unpack-file.ts";
import { isFullDisk } from "../io/full-disk.ts";
import { READER_PROGRESS_MS } from "../limits.ts";
import type { FromReader, ToReader } from "./reader-messages.ts";

const tell = (message: FromReader): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(message, () => resolve());
  });

let followed: FollowedFile | null = null;
let answer: ((refusal: ErrorReport | null) => void) | null = null;

process.on("message", (message: ToReader) => {
  if (message.type === "read") void read(message);
  else if (message.type === "more") followed?.more(message.available);
  else answer?.(message.refusal);
});
// The web process has ended: no one waits for the verdict.
process.on("disconnect", () => process.exit(1));

async function read(request: Extract<ToReader, { type: "read" }>): Promise<void> {
  const { file, size, available, now, staging } = request;
  // The platform and the other pages are at work on the same cores. No user waits for the drop folder's verdict.
  setPriority(staging === null ? constants.priority.PRIORITY_LOW : constants.priority.PRIORITY_BELOW_NORMAL);
  followed = unpackFile({ file, size, available, onStarving: (at) => void tell({ type: "starving", at }) });
  let learned: TrustRecord = request.trust;
  let reportedAt = 0;
  let outcome: FromReader;
  try {
    const verdict = await readUnpacked(followed, {
      trust: trustOf(request.trust),
      now,
      staging,
      learn: (trust) => {
        learned = trustRecord(trust);
      },
      judge: (manifest, summary) => asked({ type: "identified", manifest, summary, learned }),
      onProgress(packed) {
        const at = Date.now();
        if (at - reportedAt < READER_PROGRESS_MS) return;
        reportedAt = at;
        void tell({ type: "progress", packed });
      },
    });
    outcome = accepted(verdict);
  } catch (error) {
    if (!(error instanceof CodedError)) console.error(error);
    outcome = { type: "refused", report: failureOf(error) };
  }
  await tell(outcome);
  process.disconnect();
}

const accepted = ({ sha256, bytes, files }: ArchiveVerdict): FromReader => ({
  type: "accepted",
  sha256,
  bytes,
  files: files.length,
});

/** A full disk is the administrator's to fix; the web process knows which disk and how full. */
const failureOf = (error: unknown): ErrorReport =>
  isFullDisk(error) ? { code: "DISK_FULL", facts: {} } : reportOf(error, "READER_STOPPED");

async function asked(identified: FromReader): Promise<void> {
  const refusal = await new Promise<ErrorReport | null>((resolve) => {
    answer = resolve;
    void tell(identified);
  });
  if (refusal !== null) throw new CodedError(refusal.code, refusal.facts);
}
