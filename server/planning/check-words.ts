import type { Check } from "../../shared/plan.ts";
import type { Reporter } from "../journal/reporter.ts";

/** A check's facts as the log's sentences name them. */
export const checkWords = (report: Reporter, check: Check): Record<string, string | number> => ({
  check: report.word(`checkName.${check.id}`, { subject: check.subject ?? "" }),
  measured:
    check.unit === "version" || check.unit === "path"
      ? check.measured
      : `${check.measured} ${report.word(`unit.${check.unit}`)}`,
  required: check.required ?? "—",
  recommended: check.recommended ?? "—",
});
