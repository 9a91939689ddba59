/** What a mask says about itself, to the maintenance page and to the probes behind it. */
import { randomBytes } from "node:crypto";
import { z } from "zod";

export const maskFlagSchema = z.object({
  /** `return` is what versions before 0.2.0 wrote. */
  reason: z.preprocess(
    (reason) => (reason === "return" ? "revert" : reason),
    z.enum(["update", "revert", "intervention"]),
  ),
  runId: z.string(),
  version: z.string(),
  /** Unix ms. */
  since: z.number().int(),
  expectedEnd: z.number().int().nullable(),
  /** A request that carries it in `x-superviseur-probe` passes: Superviseur's own probes behind the mask. */
  probeToken: z.string().min(1),
});
export type MaskFlag = z.infer<typeof maskFlagSchema>;
export const PROBE_HEADER = "x-superviseur-probe";

export const newProbeToken = (): string => randomBytes(24).toString("base64url");
