/**
 * One line of a run's log. `seq` starts at 1 and has no gap within a run, so every viewer ends up with the
 * same lines.
 */
import { z } from "zod";
import { STEP_NAMES } from "./steps.ts";

export const LOG_LEVELS = ["debug", "info", "warning", "error"] as const;
export const LOG_SOURCES = ["superviseur", "stdout", "stderr"] as const;
/** Longest text of one line, in UTF-16 units; the rest is cut off and replaced by an ellipsis. */
export const LOG_TEXT_MAX_LENGTH = 2_000;

export const logLineSchema = z.object({
  seq: z.number().int().positive(),
  /** Unix time in milliseconds. */
  at: z.number().int(),
  step: z.enum(STEP_NAMES).nullable(),
  source: z.enum(LOG_SOURCES),
  level: z.enum(LOG_LEVELS),
  text: z.string(),
});
export type LogLine = z.infer<typeof logLineSchema>;
export type LogLevel = LogLine["level"];
export type LogSource = LogLine["source"];
