/** Is this archive for this platform, now, and is there room for it? Each function throws the refusal. */
import { CodedError } from "../../shared/errors.ts";
import type { ArchiveSummary, RunId } from "../../shared/journal.ts";
import type { ReleaseManifest } from "../../shared/manifest.ts";
import { archiveName, parseArchiveName } from "../../shared/version.ts";
import { judgeRelease } from "../archive/judge.ts";
import type { TrustStore } from "../archive/trust-store.ts";
import type { Journal } from "../journal/journal.ts";
import { ARCHIVE_MAX_BYTES } from "../limits.ts";
import type { Instruments } from "../platform/measure.ts";
import type { Platform } from "../platform/platform.ts";
import { observeInstalled, readInstalled } from "./installed.ts";

export interface AdmissionOptions {
  readonly platform: Platform;
  readonly journal: Journal;
  readonly instruments: Instruments;
  readonly trust: TrustStore;
}

/** What name and size already say, before the first byte. */
export function judgeFile(prefix: string, fileName: string, fileSize: number): void {
  const expected = archiveName(prefix, "X.Y.Z");
  const name = parseArchiveName(fileName);
  if (name === null) throw new CodedError("ARCHIVE_NAME_INVALID", { found: fileName, expected });
  if (name.prefix !== prefix)
    throw new CodedError("ARCHIVE_WRONG_PLATFORM", { found: name.prefix, expected });
  if (fileSize === 0) throw new CodedError("ARCHIVE_EMPTY");
  if (fileSize > ARCHIVE_MAX_BYTES) throw new CodedError("ARCHIVE_TOO_LARGE", { limit: ARCHIVE_MAX_BYTES });
}

export async function judgeArchive(
  { platform, journal, trust }: AdmissionOptions,
  manifest: ReleaseManifest,
  summary: ArchiveSummary,
  fileName: string,
): Promise<void> {
  const installed = await readInstalled(platform, journal, await trust.releaseFloor());
  judgeRelease(manifest, summary, fileName, installed);
}

/** Before a run's payload is accepted. The archive's summary is recorded. */
export async function judgeForRun(
  options: AdmissionOptions,
  runId: RunId,
  manifest: ReleaseManifest,
  summary: ArchiveSummary,
): Promise<void> {
  const { platform, journal, instruments, trust } = options;
  const state = journal.state(runId);
  if (state === null) throw new CodedError("NOT_FOUND");
  // While a run receives, no other run can be half-way: the live release is the one that counts.
  await observeInstalled(platform, trust);
  await judgeArchive(options, manifest, summary, state.fileName);
  const { free, mountPoint } = await instruments.fileSystem(platform.root.stagings);
  if (free < summary.payloadBytes)
    throw new CodedError("DISK_FULL", { found: free, expected: summary.payloadBytes, subject: mountPoint });
  journal.append(runId, { type: "archive:identified", archive: summary });
}
