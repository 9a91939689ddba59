/**
 * Names in journals written before version 0.2.0. Records are hash-chained and never rewritten, so the reader
 * translates them.
 */
import type { ErrorCode } from "./errors.ts";

const CODES: Readonly<Record<string, ErrorCode>> = {
  RETURN_IMPOSSIBLE: "REVERT_IMPOSSIBLE",
  PROCESS_STAYS: "PROCESS_UNKILLABLE",
  LEFTOVER_STAYS: "CLEANUP_INCOMPLETE",
  RUNNER_UNSTARTABLE: "RUNNER_START_FAILED",
  MARKS_FAILED: "BASELINE_FAILED",
};

type Json = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Json => typeof value === "object" && value !== null;

const withCode = (report: unknown): unknown =>
  isRecord(report) && typeof report.code === "string" && Object.hasOwn(CODES, report.code)
    ? { ...report, code: CODES[report.code] }
    : report;

/**
 * The event with its current names: `kind: "return"` → `"revert"`, `returns` → `reverts`, error codes. Pure;
 * takes parsed JSON of any shape.
 */
export function withCurrentNames(event: unknown): unknown {
  if (!isRecord(event)) return event;
  const renamed: Record<string, unknown> = { ...event };
  if (renamed.kind === "return") renamed.kind = "revert";
  if ("returns" in renamed) {
    renamed.reverts = renamed.returns;
    delete renamed.returns;
  }
  for (const field of ["error", "cause"]) if (field in renamed) renamed[field] = withCode(renamed[field]);
  return renamed;
}
