/**
 * Names in journals and audits written before version 0.2.0. Their records are hash-chained and never rewritten, so the reader
 * translates them.
 */
import type { AuditAction, AuditEntry } from "./api/audit.ts";
import type { ErrorCode } from "./errors.ts";

/** Error codes that have another name since. */
export const CURRENT_CODES: Readonly<Record<string, ErrorCode>> = {
  RETURN_IMPOSSIBLE: "REVERT_IMPOSSIBLE",
  PROCESS_STAYS: "PROCESS_UNKILLABLE",
  LEFTOVER_STAYS: "CLEANUP_INCOMPLETE",
  RUNNER_UNSTARTABLE: "RUNNER_START_FAILED",
  MARKS_FAILED: "BASELINE_FAILED",
  UNLOCK_NOBODY_MAY: "UNLOCK_NO_SUPPORT_KEY",
};

type Json = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Json => typeof value === "object" && value !== null;

const withCode = (report: unknown): unknown =>
  isRecord(report) && typeof report.code === "string" && Object.hasOwn(CURRENT_CODES, report.code)
    ? { ...report, code: CURRENT_CODES[report.code] }
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

/** The audit line's action and facts with their current names: `run:return`, `release:return`, `returns`, error codes. Pure. */
export function withCurrentAuditNames(
  action: string,
  facts: AuditEntry["facts"],
): Pick<AuditEntry, "action" | "facts"> {
  const renamed: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(facts)) {
    if (name === "code" && Object.hasOwn(CURRENT_CODES, value)) renamed.code = CURRENT_CODES[value] ?? value;
    else if (name === "permission" && value === "release:return") renamed.permission = "release:revert";
    else renamed[name === "returns" ? "reverts" : name] = value;
  }
  return { action: action === "run:return" ? "run:revert" : (action as AuditAction), facts: renamed };
}
