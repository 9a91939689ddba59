/** After the end of an update: unlocking it, reverting it. */
import { z } from "zod";
import type { ErrorReport } from "../errors.ts";
import { type Losses, type RunId, runIdSchema } from "../journal.ts";

/**
 * POST /runs/:id/unlock → 202 RunState. Permission archive:unlock. The text that support sent, as the
 * administrator pasted it.
 */
export const UNLOCK_TEXT_MAX_LENGTH = 16 * 1024;
export const unlockRunSchema = z.object({
  unlock: z.string().min(1).max(UNLOCK_TEXT_MAX_LENGTH),
  password: z.string().min(1).max(500),
});

/** GET /revert → RevertOffer: whether the last update can be reverted. Permission run:follow. */
export type RevertOffer =
  | ({ readonly possible: false } & RevertImpossible)
  | {
      readonly possible: true;
      /** The update to revert. */
      readonly run: RunId;
      /** What it installed: a release, or a data set's version. */
      readonly undoes: string;
      readonly from: string;
      /** The release that is live afterwards: `from` when a data archive is reverted. */
      readonly to: string;
      /** Unix ms of the update's end. */
      readonly updatedAt: number;
      /** Unix ms of its restore point: the platform is restored to that instant. */
      readonly takenAt: number;
      readonly maskedSeconds: number;
      /**
       * How long counting the losses will take, estimated from how long recording the change baseline took.
       */
      readonly countSeconds: number;
    };
/** `locked`: an earlier revert failed, and support has not unlocked it. */
export const REVERT_OBSTACLES = [
  "no-update",
  "run-open",
  "intervention",
  "locked",
  "release-gone",
  "restore-point-gone",
  "baseline-gone",
] as const;
export type RevertObstacle = (typeof REVERT_OBSTACLES)[number];
/** Why no revert is possible, and the run that prevents it, if there is one. */
export interface RevertImpossible {
  readonly reason: RevertObstacle;
  readonly run: RunId | null;
}
/**
 * POST /revert/losses → 202 LossCount starts a count, or joins the one in progress; GET /revert/losses →
 * LossCount. Permission release:revert.
 */
export type LossCount =
  | { readonly status: "none" }
  | {
      readonly status: "counting";
      readonly run: RunId;
      /** Unix ms. */
      readonly startedAt: number;
      /** Rows read so far, and rows that existed right after the update. */
      readonly done: number;
      readonly expected: number;
      /** Estimate for the whole count. */
      readonly seconds: number;
    }
  /** `countedAt`: Unix ms. */
  | { readonly status: "counted"; readonly run: RunId; readonly losses: Losses; readonly countedAt: number }
  | { readonly status: "failed"; readonly run: RunId; readonly error: ErrorReport };
/**
 * POST /revert → 201 OpenRunAnswer: opens, consents to and starts the revert of `run`. Permission
 * release:revert; the password is the step-up.
 */
export const startRevertSchema = z.object({
  run: runIdSchema,
  /**
   * Unix ms of the count that was shown; the server has its figures. More may have been written since: the
   * record keeps what the administrator accepted.
   */
  countedAt: z.number().int(),
  agreed: z.boolean(),
  password: z.string().min(1).max(500),
});
