/** What stays of an archive after it was accepted: blobs under our own names, and the verdict that says what each is. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { CodedError } from "../../shared/errors.ts";
import { type ArchiveSummary, archiveSummarySchema } from "../../shared/journal.ts";
import { type ReleaseManifest, releaseManifestSchema } from "../../shared/manifest.ts";
import { writeFileDurably } from "../io/atomic-file.ts";

export interface StagedFile {
  /** Inside the release. */
  readonly path: string;
  /** Absolute path of the blob; empty when nothing was staged. */
  readonly staged: string;
  readonly length: number;
  readonly sha256: string;
  readonly mode: number;
}
export interface ArchiveVerdict {
  readonly manifest: ReleaseManifest;
  readonly summary: ArchiveSummary;
  /** Of the `.tgz` itself. */
  readonly sha256: string;
  readonly bytes: number;
  /** In signed order. */
  readonly files: readonly StagedFile[];
}

const SEAL = "verdict.json";
const verdictSchema = z.object({
  manifest: releaseManifestSchema,
  summary: archiveSummarySchema,
  sha256: z.string(),
  bytes: z.number(),
  files: z.array(
    z.object({
      path: z.string(),
      staged: z.string(),
      length: z.number(),
      sha256: z.string(),
      mode: z.number(),
    }),
  ),
});

/** Written last: a staging folder without it is not an archive. */
export const saveStaged = (staging: string, verdict: ArchiveVerdict): Promise<void> =>
  writeFileDurably(join(staging, SEAL), JSON.stringify(verdict));

/** @throws CodedError NOT_FOUND when the folder holds no accepted archive. */
export async function loadStaged(staging: string): Promise<ArchiveVerdict> {
  const text = await readFile(join(staging, SEAL), "utf8").catch((error) => {
    throw new CodedError("NOT_FOUND", {}, error);
  });
  return verdictSchema.parse(JSON.parse(text));
}
