/** The HTTP contract under `/superviseur/api`. Bodies and answers are JSON; a refusal is `{error: {code, facts}}`. */
import { z } from "zod";
import type { ErrorReport } from "./errors.ts";
import { type ArchiveSummary, type Losses, type RunId, runIdSchema } from "./journal.ts";
import type { LogLine } from "./log.ts";
import { type Permission, permissionSchema } from "./permissions.ts";
import type { RunState } from "./run-state.ts";
import type { StepName } from "./steps.ts";

export const BASE_PATH = "/superviseur";
export const API_PATH = `${BASE_PATH}/api`;
export const SOCKET_PATH = `${BASE_PATH}/socket.io`;
/** Carries the session's CSRF token on every request that changes something. */
export const CSRF_HEADER = "x-csrf-token";

export interface ErrorBody {
  readonly error: ErrorReport;
}

// --- session -----------------------------------------------------------------------------------------------------
/** POST /session → SessionView. No CSRF token yet; the Origin header is checked. */
export const loginSchema = z.object({ name: z.string().trim().min(1).max(100), password: z.string().min(1).max(500) });
/** GET /session → SessionView, 401 SESSION_REQUIRED when nobody is logged in. DELETE /session → 204. */
export interface SessionView {
  readonly user: { readonly id: string; readonly name: string; readonly groups: readonly string[] };
  readonly permissions: readonly Permission[];
  readonly csrfToken: string;
  readonly mustChangePassword: boolean;
}
/** POST /session/password → SessionView. */
export const changePasswordSchema = z.object({ current: z.string().min(1).max(500), next: z.string().min(1).max(500) });
/** POST /session/confirm → 204: the step-up; good for STEP_UP_SECONDS. */
export const confirmSchema = z.object({ password: z.string().min(1).max(500) });
export const STEP_UP_SECONDS = 5 * 60;
export const PASSWORD_MIN_LENGTH = 12;

// --- platform ----------------------------------------------------------------------------------------------------
/** GET /public → PublicView: what the login page may show; no session needed. */
export interface PublicView {
  readonly platform: string;
  readonly support: SupportContact;
  readonly language: "fr" | "en";
}
export interface SupportContact {
  readonly name: string;
  readonly phone: string;
  readonly email: string;
}
/** GET /overview → Overview. Permission run:follow. */
export interface Overview {
  readonly platform: {
    readonly name: string;
    readonly prefix: string;
    readonly version: string;
    readonly datasets: Readonly<Record<string, string>>;
    /** No release older than this may be installed any more. */
    readonly floor: string | null;
  };
  readonly masked: boolean;
  /** Why the open run goes neither on nor back until somebody acts; null as it should be. */
  readonly obstacle: ErrorReport | null;
  /** Names this installation to support, on the telephone: an unlock is made for it alone. */
  readonly installation: string;
  readonly support: SupportContact;
  /** The run that is not ended, if any, else null. */
  readonly openRun: RunState | null;
  /** Last ended run, if any. */
  readonly lastRun: RunState | null;
  /** Unix ms: the server's clock, for durations on screen. */
  readonly now: number;
}

// --- import ------------------------------------------------------------------------------------------------------
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

export const BUDGET_PURPOSES = ["archive", "staging", "backup", "rehearsal", "restore-point", "margin"] as const;
/** The space that an update needs at its worst, by file system, known before the first byte is sent. Bytes. */
export interface Budget {
  readonly fileSystems: readonly {
    readonly mountPoint: string;
    readonly free: number;
    readonly needed: number;
    readonly lines: readonly { readonly purpose: (typeof BUDGET_PURPOSES)[number]; readonly bytes: number }[];
  }[];
}

/** The drop folder: archives that were copied to the server by other means. GET /depot → Depot. Permission run:follow. */
export interface Depot {
  /** Absolute path on the server, for scp. */
  readonly directory: string;
  readonly entries: readonly DepotEntry[];
}
export interface DepotEntry {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Unix ms of the last change. */
  readonly changedAt: number;
  readonly verdict: DepotVerdict;
}
/** `arriving`: still being copied. `judging`: being read, `done` bytes so far. */
export type DepotVerdict =
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

// --- after the end ------------------------------------------------------------------------------------------------
/** POST /runs/:id/unlock → 202 RunState. Permission archive:unlock. The text that support sent, as it was copied. */
export const UNLOCK_TEXT_MAX_LENGTH = 16 * 1024;
export const unlockRunSchema = z.object({
  unlock: z.string().min(1).max(UNLOCK_TEXT_MAX_LENGTH),
  password: z.string().min(1).max(500),
});

/** GET /return → ReturnOffer: whether the last update can be undone. Permission run:follow. */
export type ReturnOffer =
  | ({ readonly possible: false } & ReturnImpossible)
  | {
      readonly possible: true;
      /** The update that is undone. */
      readonly run: RunId;
      /** What it installed: a release, or a data set's version. */
      readonly undoes: string;
      readonly from: string;
      /** The release that is live then: `from` where a data archive is undone. */
      readonly to: string;
      /** Unix ms of the update's end. */
      readonly updatedAt: number;
      /** Unix ms of its restore point: the platform is then as it was at that instant. */
      readonly takenAt: number;
      readonly maskedSeconds: number;
      /** How long counting what would be lost takes, by what writing the marks took. */
      readonly countSeconds: number;
    };
/** `locked`: the return failed before, and support has not unlocked it. */
export const RETURN_OBSTACLES = [
  "no-update",
  "run-open",
  "intervention",
  "locked",
  "release-gone",
  "restore-point-gone",
  "marks-gone",
] as const;
export type ReturnObstacle = (typeof RETURN_OBSTACLES)[number];
/** Why no return is possible, and the run that stands in its way, if it is one. */
export interface ReturnImpossible {
  readonly reason: ReturnObstacle;
  readonly run: RunId | null;
}
/** POST /return/losses → 202 LossCount begins to count, or joins the count under way; GET /return/losses → LossCount. Permission release:return. */
export type LossCount =
  | { readonly status: "none" }
  | {
      readonly status: "counting";
      readonly run: RunId;
      /** Unix ms. */
      readonly startedAt: number;
      /** Rows read so far, and rows there were after the update. */
      readonly done: number;
      readonly expected: number;
      /** Expected for the whole count. */
      readonly seconds: number;
    }
  /** `countedAt`: Unix ms. */
  | { readonly status: "counted"; readonly run: RunId; readonly losses: Losses; readonly countedAt: number }
  | { readonly status: "failed"; readonly run: RunId; readonly error: ErrorReport };
/** POST /return → 201 OpenRunAnswer: opens, consents and starts the return of `run`. Permission release:return; the password is the step-up. */
export const startReturnSchema = z.object({
  run: runIdSchema,
  /** Unix ms of the count that was shown: the server has its figures. More may have been written since; the record keeps what was agreed to. */
  countedAt: z.number().int(),
  agreed: z.boolean(),
  password: z.string().min(1).max(500),
});

// --- follow ------------------------------------------------------------------------------------------------------
/** GET /runs?before=RUNID&limit=N → RunList, newest first. Permission run:follow. */
export interface RunList {
  readonly runs: readonly RunState[];
  readonly more: boolean;
}
/** GET /runs/:id → RunFollow. */
export interface RunFollow {
  readonly state: RunState;
  readonly progress: Progress | null;
  /** Number of log lines so far = the last line's seq; 0 when none. */
  readonly logLength: number;
  /** Unix ms: the server's clock. */
  readonly now: number;
}
/** GET /runs/:id/log?from=SEQ&limit=N → LogPage: lines from `from` (inclusive) on, at most LOG_PAGE_LINES. GET /runs/:id/log.txt downloads it all. */
export interface LogPage {
  readonly lines: readonly LogLine[];
  readonly logLength: number;
}
export const LOG_PAGE_LINES = 2_000;

/** What is happening now inside a step; not journalled, the newest replaces the one before. */
export interface Progress {
  readonly step: StepName;
  readonly done: number;
  readonly total: number | null;
  readonly unit: "bytes" | "items";
  /** Unix ms. */
  readonly startedAt: number;
  readonly at: number;
}

// --- accounts (permission user:manage) ---------------------------------------------------------------------------
/** GET /users → {users}; POST /users → 201 NewPassword; PATCH /users/:id → UserView; POST /users/:id/password → NewPassword. */
export interface UserView {
  readonly id: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly active: boolean;
  /** The factory account can be renamed and disabled, not deleted. */
  readonly factory: boolean;
  readonly mustChangePassword: boolean;
  readonly lastLoginAt: number | null;
}
export const createUserSchema = z.object({ name: z.string().trim().min(1).max(100), groups: z.array(z.string()).max(20) });
export const updateUserSchema = z.object({
  name: z.string().trim().min(1).max(100).optional(),
  groups: z.array(z.string()).max(20).optional(),
  active: z.boolean().optional(),
});
/** The password is shown once and must be changed at the first login. */
export interface NewPassword {
  readonly user: UserView;
  readonly password: string;
}
/** GET /groups → {groups}; POST /groups → 201 GroupView; PATCH, DELETE /groups/:id. */
export interface GroupView {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly builtIn: boolean;
  readonly members: number;
}
export const groupSchema = z.object({ name: z.string().trim().min(1).max(100), permissions: z.array(permissionSchema).max(50) });

// --- audit (permission audit:read) -------------------------------------------------------------------------------
/** GET /audit?before=SEQ → {entries, more}, newest first. */
export interface AuditEntry {
  readonly seq: number;
  readonly at: number;
  readonly actor: { readonly id: string; readonly name: string };
  readonly action: AuditAction;
  readonly outcome: "done" | "refused";
  /** Run id, user name, group name, error code… */
  readonly facts: Readonly<Record<string, string | number>>;
  readonly address: string;
}
export const AUDIT_ACTIONS = [
  "session:login",
  "session:logout",
  "session:confirm",
  "password:change",
  "password:reset",
  "user:create",
  "user:update",
  "group:create",
  "group:update",
  "group:delete",
  "run:open",
  "depot:import",
  "depot:remove",
  "run:start",
  "run:cancel",
  "run:unlock",
  "run:return",
  "access:refused",
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];
