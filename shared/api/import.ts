/** Receiving, reviewing and starting an archive. */
import { z } from "zod";
import type { ErrorReport } from "../errors.ts";
import type { ArchiveSummary } from "../journal.ts";

/**
 * POST /runs → 201 OpenRunAnswer. Permission run:start. Name, size, space, another import are judged here, before any byte is
 * sent. `claimed` is what the page read in the local file's head: it makes the space budget better, and nothing trusts it.
 */
export const openRunSchema = z.object({
  fileName: z.string().min(1).max(255),
  fileSize: z.number().int().nonnegative(),
  claimed: z.object({ payloadBytes: z.number().int().nonnegative() }).optional(),
});
export interface OpenRunAnswer {
  readonly runId: string;
}

/** The largest part of an upload, in bytes. */
export const UPLOAD_PART_BYTES = 8 * 1024 * 1024;
/** Until the archive's metadata is judged, parts are at most this large and go one after another, so that a wrong archive costs little. */
export const UPLOAD_HEAD_PART_BYTES = 128 * 1024;
/** Parts in flight at once: one after the other would leave the line idle while the server answers. */
export const UPLOAD_PARALLEL_PARTS = 3;
export const UPLOAD_FIELD = "archive";
/**
 * POST /runs/:id/parts?offset=N&bytes=N&sha256=HEX, multipart/form-data, one part named `archive` with exactly `bytes` bytes →
 * 200 PartAnswer, or the refusal: UPLOAD_PART_ALTERED asks for the part again, the archive's own refusal ends the upload.
 * A part that stands already is answered at once. Any administrator may send any part, in any order once `judged`.
 */
export const uploadPartSchema = z.object({
  offset: z.coerce.number().int().nonnegative(),
  bytes: z.coerce.number().int().min(1).max(UPLOAD_PART_BYTES),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export interface UploadedPart {
  /** Bytes from the start of the file. */
  readonly offset: number;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}
export interface PartAnswer {
  /** Bytes that the server holds in all. */
  readonly received: number;
  /** The metadata is verified and meant for this platform: large parts may follow, several at once. */
  readonly judged: boolean;
}
/** GET /runs/:id/upload → UploadView while the run receives. Permission run:follow: what to send to go on where the upload stood. */
export interface UploadView extends PartAnswer {
  readonly fileName: string;
  /** Bytes. */
  readonly fileSize: number;
  /** Ordered by offset, without overlap. */
  readonly parts: readonly UploadedPart[];
  readonly budget: Budget;
  /** Unix ms of the last byte that came. */
  readonly lastByteAt: number;
  /** Unix ms: without a further byte the upload is dropped then. */
  readonly abandonedAt: number;
}

export const BUDGET_PURPOSES = [
  "archive",
  "staging",
  "backup",
  "rehearsal",
  "restore-point",
  "margin",
] as const;
/** The space that an update needs at its worst, by file system, known before the first byte is sent. Bytes. */
export interface Budget {
  readonly fileSystems: readonly {
    readonly mountPoint: string;
    readonly free: number;
    readonly needed: number;
    readonly lines: readonly { readonly purpose: (typeof BUDGET_PURPOSES)[number]; readonly bytes: number }[];
  }[];
}

/** The drop folder: archives that were copied to the server by other means. GET /depot → DropFolderView. Permission run:follow. */
export interface DropFolderView {
  /** Absolute path on the server, for scp. */
  readonly directory: string;
  readonly entries: readonly DropFolderEntry[];
}
export interface DropFolderEntry {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Unix ms of the last change. */
  readonly changedAt: number;
  readonly verdict: DropFolderVerdict;
}
/** `arriving`: still being copied. `judging`: being read, `done` bytes so far. */
export type DropFolderVerdict =
  | { readonly status: "arriving" }
  | { readonly status: "judging"; readonly done: number }
  | { readonly status: "accepted"; readonly archive: ArchiveSummary }
  | { readonly status: "refused"; readonly error: ErrorReport; readonly archive: ArchiveSummary | null };
/** POST /depot/runs → 201 OpenRunAnswer: imports a file of the drop folder; the run then receives by itself. Permission run:start. */
export const importDepotSchema = z.object({ name: z.string().min(1).max(255) });
/** DELETE /depot/:name → 204. Permission run:start. */

/** GET /runs/:id/archive → ArchiveDetail: what the review page shows beside the run's state. */
export interface ArchiveDetail {
  /** Markdown, untrusted until rendered safely; null when the archive has none. */
  readonly notes: string | null;
  readonly importantInformation: readonly { readonly fr: string; readonly en: string }[];
  /** GET /runs/:id/notice serves the PDF when true. */
  readonly hasNotice: boolean;
  /** Tables that a data archive may touch. */
  readonly scope: readonly string[] | null;
}
/** POST /runs/:id/start → 202 RunState. Permission run:start; the password is the step-up. */
export const startRunSchema = z.object({
  noticeRead: z.boolean(),
  agreed: z.boolean(),
  warningsAccepted: z.boolean(),
  password: z.string().min(1).max(500),
});
/** POST /runs/:id/cancel → 202 RunState. Permission run:cancel. An upload or a waiting archive is dropped; a run is undone, up to its commit. */
export const cancelRunSchema = z.object({ password: z.string().max(500).optional() });
