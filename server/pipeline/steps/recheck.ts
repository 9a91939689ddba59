/** The server may have changed since consent: everything is measured again, at the last moment before users are interrupted. */
import { CodedError } from "../../../shared/errors.ts";
import type { Check } from "../../../shared/plan.ts";
import { blockingChecks } from "../../planning/check.ts";
import { checkWords } from "../../planning/check-words.ts";
import { survey, surveyRevert } from "../../planning/survey.ts";
import { archiveOf, described, type Step, type StepContext } from "../context.ts";
import { requireRevertedPoint } from "./restore.ts";

async function checksOfUpdate(context: StepContext): Promise<Check[]> {
  const archive = archiveOf(context);
  const { payloadBytes } = archive.summary;
  // The archive is staged and the backup is taken; only the restore point is still to be written.
  const sizes = { payload: payloadBytes, staged: payloadBytes };
  return (await survey(context.platform, archive.manifest, sizes, {}, context.instruments)).checks;
}

async function checksOfRevert(context: StepContext): Promise<Check[]> {
  const { platform, target, instruments } = context;
  const point = await requireRevertedPoint(context);
  return (await surveyRevert(platform, target.release, point, {}, instruments)).checks;
}

export const recheck: Step<"recheck"> = {
  ...described("recheck"),
  mustUndo: false,
  mustFinish: false,
  async do(context, rows) {
    const { report } = context;
    for (const row of rows) await row.preflight?.(context);
    const checks = await (context.state().kind === "revert"
      ? checksOfRevert(context)
      : checksOfUpdate(context));
    for (const check of checks) {
      const level = check.outcome === "ok" ? "info" : "warning";
      report.say(level, "recheck", "check", checkWords(report, check));
    }
    const blocking = blockingChecks(checks)[0];
    if (blocking) throw new CodedError("RECHECK_FAILED", { subject: blocking.subject ?? blocking.id });
    return { checks: checks.length };
  },
};
