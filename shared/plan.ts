/** What was measured and what will happen: shown before consent, recorded in the journal. */
import { z } from "zod";
import { INTERRUPTIONS } from "./manifest.ts";
import { STEP_NAMES } from "./steps.ts";

export const CHECK_IDS = ["platform", "cpu", "memory", "disk", "space", "dataDisk", "dataLink"] as const;

/**
 * One prerequisite. `disk` is the share free on a file system (percent), `space` the bytes this update needs
 * there; `dataDisk` and `dataLink` are there only for a data folder that could not be restored: another disk
 * within it, a link that leads out of it. Units: version, cores, bytes, percent, path.
 */
export const checkSchema = z.object({
  id: z.enum(CHECK_IDS),
  unit: z.enum(["version", "cores", "bytes", "percent", "path"]),
  /**
   * The file system's mount point for `disk` and `space`; the mount point or the link for `dataDisk` and
   * `dataLink`.
   */
  subject: z.string().nullable(),
  measured: z.union([z.number(), z.string()]),
  required: z.union([z.number(), z.string()]).nullable(),
  recommended: z.union([z.number(), z.string()]).nullable(),
  outcome: z.enum(["ok", "warning", "blocking"]),
});
export type Check = z.infer<typeof checkSchema>;

export const PLAN_PURPOSES = ["staging", "backup", "rehearsal", "restore-point", "restore"] as const;
export type PlanPurpose = (typeof PLAN_PURPOSES)[number];

export const planSchema = z.object({
  from: z.string(),
  to: z.string(),
  steps: z.array(
    z.object({
      name: z.enum(STEP_NAMES),
      /** False when this archive has nothing for the step to do. */
      applies: z.boolean(),
      masked: z.boolean(),
      /** Seconds, from this server's own past runs or from the sizes; null when nothing is known. */
      estimate: z.number().nullable(),
    }),
  ),
  migrations: z.array(
    z.object({
      id: z.string(),
      engine: z.enum(["sql", "command"]),
      description: z.object({ fr: z.string(), en: z.string() }),
    }),
  ),
  /** True when the platform shows the maintenance page at some time. */
  masks: z.boolean(),
  /** What the signed manifest promises. Of an update only; plans from before version 0.2.0 do not have it. */
  interruption: z.enum(INTERRUPTIONS).optional(),
  /** Seconds behind the mask. */
  maskedSeconds: z.number(),
  /** Bytes by purpose, each on the file system named. */
  disk: z.array(
    z.object({
      purpose: z.enum(PLAN_PURPOSES),
      fileSystem: z.string(),
      bytes: z.number().int().nonnegative(),
    }),
  ),
  pointOfNoReturn: z.enum(STEP_NAMES),
});
export type Plan = z.infer<typeof planSchema>;

/**
 * True when the vendor promises an update without interruption and this version of Superviseur interrupts the
 * platform anyway.
 */
export const masksDespitePromise = ({ interruption, masks }: Plan): boolean =>
  interruption === "none" && masks;
