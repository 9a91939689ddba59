/** Receiving, reviewing and starting an archive. */
import { z } from "zod";
import type { ErrorReport } from "../errors.ts";
import type { ArchiveSummary } from "../journal.ts";

/**
 * POST /runs → 201 OpenRunAnswer. Permission run:start. Name, size, space and a second import are judged
 * here, before any byte is sent. `claimed` is what the page read from the head of the local file: it refines
 * the space budget and is not trusted.
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
/**
 * Until the archive's metadata is judged, parts are at most this large and are sent one by one, so that a
 * wrong archive costs little.
 */
export const UPLOAD_HEAD_PART_BYTES = 128 * 1024;
/** Parts in flight at once: sent one by one, they would leave the line idle while the server answers. */
export const UPLOAD_PARALLEL_PARTS = 3;
export const UPLOAD_FIELD = "archive";
/**
 * POST /runs/:id/parts?offset=N&bytes=N&sha256=HEX, multipart/form-data, one part named `archive` with
 * exactly `bytes` bytes → 200 PartAnswer, or the refusal: UPLOAD_PART_ALTERED means that the part must be
 * sent again; a refusal of the archive ends the upload. A part that is already stored is answered at once.
 * Any administrator may send any part, in any order once `judged`.
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
  /** Total bytes that the server has stored. */
  readonly received: number;
  /** The metadata is verified and for this platform: large parts may follow, several at once. */
  readonly judged: boolean;
}
/**
 * GET /runs/:id/upload → UploadView while the run receives. Permission run:follow: what is stored, so that
 * the client can resume.
 */
export interface UploadView extends PartAnswer {
  readonly fileName: string;
  /** Bytes. */
  readonly fileSize: number;
  /** Ordered by offset, without overlap. */
  readonly parts: readonly UploadedPart[];
  readonly budget: Budget;
  /** Unix ms when the last byte arrived. */
  readonly lastByteAt: number;
  /** Unix ms: the upload is discarded then unless another byte arrives. */
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
/**
 * The most space that an update can need, for each file system, in bytes; known before the first byte is
 * sent.
 */
export interface Budget {
  readonly fileSystems: readonly {
    readonly mountPoint: string;
    readonly free: number;
    readonly needed: number;
    readonly lines: readonly { readonly purpose: (typeof BUDGET_PURPOSES)[number]; readonly bytes: number }[];
  }[];
}

/**
 * The drop folder: archives that were copied to the server in another way. GET /depot → DropFolderView.
 * Permission run:follow.
 */
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
/**
 * POST /depot/runs → 201 OpenRunAnswer: imports a file of the drop folder; the server reads it without
 * further requests. Permission run:start.
 */
export const importDepotSchema = z.object({ name: z.string().min(1).max(255) });
/** DELETE /depot/:name → 204. Permission run:start. */

/** GET /runs/:id/archive → ArchiveDetail: what the review page shows in addition to the run's state. */
export interface ArchiveDetail {
  /** Markdown, untrusted: render it safely. Null when the archive has none. */
  readonly notes: string | null;
  readonly importantInformation: readonly { readonly fr: string; readonly en: string }[];
  /** GET /runs/:id/notice serves the PDF when true. */
  readonly hasNotice: boolean;
  /** Tables that a data archive may change. */
  readonly scope: readonly string[] | null;
}
/** POST /runs/:id/start → 202 RunState. Permission run:start; the password is the step-up. */
export const startRunSchema = z.object({
  noticeRead: z.boolean(),
  agreed: z.boolean(),
  warningsAccepted: z.boolean(),
  password: z.string().min(1).max(500),
});
/**
 * POST /runs/:id/cancel → 202 RunState. Permission run:cancel. An upload or a waiting archive is discarded; a
 * run is rolled back, until its commit.
 */
export const cancelRunSchema = z.object({ password: z.string().max(500).optional() });
