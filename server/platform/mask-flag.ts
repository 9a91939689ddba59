/** The flag file: while it stands, the platform is masked. It is the truth; the gateway and nginx both only look at it. */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { exists, removeDurably, writeFileDurably } from "../io/atomic-file.ts";

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
export const raiseMask = (file: string, flag: MaskFlag): Promise<void> =>
  writeFileDurably(file, JSON.stringify(flag), { mode: 0o644 });
export const liftMask = (file: string): Promise<void> => removeDurably(file);
export const isMasked = (file: string): Promise<boolean> => exists(file);

/** The flag, or null when it does not stand or cannot be read (it masks all the same). */
export async function readMask(file: string): Promise<MaskFlag | null> {
  try {
    return maskFlagSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return null;
  }
}
