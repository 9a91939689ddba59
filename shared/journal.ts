/**
 * The journal's events. The journal is the only source of truth about a run: append-only, hash-chained, each
 * record on disk before the next. Rule for a step: intended → effected → done (or failed), for `do` and for
 * `undo` alike.
 */
import { z } from "zod";
import { ERROR_CODES } from "./errors.ts";
import { checkSchema, planSchema } from "./plan.ts";
import { RUN_KINDS, STEP_NAMES } from "./steps.ts";

export const runIdSchema = z
  .string()
  .regex(/^[0-9]{8}-[0-9]{6}-[0-9a-f]{6}$/)
  .brand("RunId");
/** `20261121-031200-a1b2c3`: UTC start and six random hex digits. All the run's files carry it. */
export type RunId = z.infer<typeof runIdSchema>;

export const actorSchema = z.object({ id: z.string(), name: z.string() });
/** Who acted: an account, or `superviseur` itself. */
export type Actor = z.infer<typeof actorSchema>;
export const SUPERVISEUR: Actor = { id: "superviseur", name: "Superviseur" };

export const errorReportSchema = z.object({
  code: z.enum(ERROR_CODES),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** What is known about an archive once its signed metadata has been read. */
export const archiveSummarySchema = z.object({
  prefix: z.string(),
  version: z.string(),
  kind: z.enum(["release", "data"]),
  channel: z.enum(["stable", "unstable"]),
  publishedAt: z.string(),
  expires: z.string(),
  /**
   * sha256 over the signed content (targets and x-release); unchanged when only signatures or expiry are
   * renewed.
   */
  contentId: z.string(),
  /** Bytes of the unpacked payload, and its number of files. */
  payloadBytes: z.number().int(),
  payloadFiles: z.number().int(),
  /** Key ids that signed the channel role, and how many signatures the role needs. */
  signedBy: z.array(z.string()),
  threshold: z.number().int(),
  hasNotice: z.boolean(),
  hasNotes: z.boolean(),
});
export type ArchiveSummary = z.infer<typeof archiveSummarySchema>;

export const consentSchema = z.object({
  by: actorSchema,
  /** sha256 of the texts shown: proof of which text was agreed to. */
  noticeSha256: z.string().nullable(),
  informationSha256: z.string(),
  /** Warnings (checks below the recommended value) that were accepted. */
  warningsAccepted: z.array(z.string()),
  /** Of a revert only: the losses that the administrator was shown. */
  losses: z.lazy(() => lossesSchema).optional(),
});

const step = z.enum(STEP_NAMES);
const direction = z.enum(["do", "undo"]);
/** Facts of a step's record: paths relative to the state, counts, sizes in bytes, durations in ms. */
const facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({});

/** `accepted`: support accepted the platform as it was found, without proof that it is complete. */
export const OUTCOMES = [
  "succeeded",
  "rolled-back",
  "intervention",
  "accepted",
  "refused",
  "cancelled",
] as const;

/** What a runner does with a run that it takes over; `give-up` ends in *intervention*. */
export const DECISIONS = ["start", "resume", "roll-back", "finish", "accept", "give-up"] as const;
/** The reason: one for each of the crash rules, and one for each action that support's unlock allows. */
export const DECISION_REASONS = [
  "nothing-begun",
  "before-mask",
  "attempts-used-up",
  "mask-to-commit",
  "rolling-back",
  "committed",
  "recoveries-used-up",
  "support-retries",
  "support-goes-back",
  "support-accepts",
] as const;
export type DecisionReason = (typeof DECISION_REASONS)[number];

/** The platform as a runner found it: before it did anything, or when it required intervention. */
export const worldSchema = z.object({
  /** Version that `current` points to; null when there is none. */
  release: z.string().nullable(),
  /** True when no file of that release is missing. */
  complete: z.boolean(),
  masked: z.boolean(),
  restorePoint: z.enum(["absent", "partial", "whole"]),
  backup: z.enum(["absent", "partial", "proven"]),
  services: z.array(z.object({ name: z.string(), running: z.boolean() })),
});
export type World = z.infer<typeof worldSchema>;

/** The actions of support's unlock: each is allowed once, for one run of one installation. */
export const UNLOCK_ACTIONS = ["retry", "go-back", "accept"] as const;
export type UnlockAction = (typeof UNLOCK_ACTIONS)[number];

/** Rows and files that a revert would lose: written since the commit of the update that it reverts. */
export const lossesSchema = z.object({
  tables: z.array(
    z.object({
      table: z.string(),
      inserted: z.number().int().nonnegative(),
      changed: z.number().int().nonnegative(),
      deleted: z.number().int().nonnegative(),
    }),
  ),
  files: z.object({
    added: z.number().int().nonnegative(),
    changed: z.number().int().nonnegative(),
    deleted: z.number().int().nonnegative(),
  }),
});
export type Losses = z.infer<typeof lossesSchema>;

/** Where an archive comes from: uploaded by a browser in parts, or found in the drop folder. */
export const ARCHIVE_SOURCES = ["upload", "depot"] as const;
export type ArchiveSource = (typeof ARCHIVE_SOURCES)[number];

export const runEventSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("run:opened"),
    by: actorSchema,
    fileName: z.string(),
    fileSize: z.number().int(),
    from: z.string(),
    source: z.enum(ARCHIVE_SOURCES).optional(),
    kind: z.enum(RUN_KINDS).optional(),
    /** The update that a revert undoes. */
    reverts: runIdSchema.optional(),
  }),
  z.object({ type: z.literal("archive:identified"), archive: archiveSummarySchema }),
  z.object({ type: z.literal("archive:staged"), sha256: z.string(), bytes: z.number().int() }),
  z.object({ type: z.literal("run:measured"), checks: z.array(checkSchema) }),
  z.object({ type: z.literal("run:planned"), plan: planSchema }),
  z.object({ type: z.literal("run:consented"), consent: consentSchema }),
  z.object({
    type: z.literal("runner:started"),
    pid: z.number().int(),
    attempt: z.number().int().positive(),
    decision: z.enum(DECISIONS),
    reason: z.enum(DECISION_REASONS).optional(),
    /** The step in progress when the previous runner was interrupted. */
    step: step.nullable().optional(),
    world: worldSchema.optional(),
  }),
  /**
   * The runner could not proceed and recorded it before it exited; a runner that is killed records nothing.
   */
  z.object({ type: z.literal("runner:failed"), error: errorReportSchema }),
  z.object({ type: z.literal("step:skipped"), step }),
  z.object({ type: z.literal("step:intended"), step, direction, facts }),
  z.object({ type: z.literal("step:effected"), step, direction, facts }),
  z.object({ type: z.literal("step:done"), step, direction, facts }),
  z.object({ type: z.literal("step:failed"), step, direction, error: errorReportSchema }),
  z.object({ type: z.literal("run:warned"), step: step.nullable(), error: errorReportSchema }),
  z.object({ type: z.literal("run:cancel-requested"), by: actorSchema }),
  z.object({ type: z.literal("run:rolling-back"), cause: errorReportSchema }),
  z.object({ type: z.literal("run:committed"), version: z.string() }),
  z.object({
    type: z.literal("run:unlocked"),
    by: actorSchema,
    action: z.enum(UNLOCK_ACTIONS),
    /** sha256 of the unlock, so that it cannot be used twice. */
    sha256: z.string(),
    keyIds: z.array(z.string()),
    /** Support's own case number; may be empty. */
    reference: z.string(),
  }),
  z.object({
    type: z.literal("run:ended"),
    outcome: z.enum(OUTCOMES),
    error: errorReportSchema.nullable(),
    locked: z.boolean(),
    /** The platform as it was left for the intervention; only for that outcome. */
    world: worldSchema.optional(),
  }),
]);
export type RunEvent = z.infer<typeof runEventSchema>;
export type RunEventType = RunEvent["type"];
export type Outcome = (typeof OUTCOMES)[number];
export type StepFacts = z.infer<typeof facts>;

/**
 * A record as the journal stores it and the socket sends it. `seq` is global, `index` counts 1, 2, 3… within
 * the run.
 */
export const runRecordSchema = z.object({
  seq: z.number().int().positive(),
  index: z.number().int().positive(),
  runId: runIdSchema,
  /** Unix time in milliseconds. */
  at: z.number().int(),
  event: runEventSchema,
});
export type RunRecord = z.infer<typeof runRecordSchema>;
