/** The world may have changed since consent: measure once more, as late as it costs nobody anything. */
import { existsSync } from "node:fs";
import { CodedError } from "../../../shared/errors.ts";
import type { Check } from "../../../shared/plan.ts";
import { tryReplacing } from "../../io/replace-folder.ts";
import { blockingChecks } from "../../planning/check.ts";
import { checkWords } from "../../planning/check-words.ts";
import { survey, surveyRevert } from "../../planning/survey.ts";
import { restorePointOf } from "../../platform/restore-point.ts";
import { archiveOf, manifestBefore, type Step, type StepContext, targetManifest } from "../context.ts";

async function checksOfUpdate(context: StepContext): Promise<Check[]> {
  const archive = archiveOf(context);
  const { payloadBytes } = archive.summary;
  // Staging and the backup stand already; only the restore point is still to be written.
  const sizes = { payload: payloadBytes, staged: payloadBytes };
  return (await survey(context.platform, archive.manifest, sizes, {}, context.instruments)).checks;
}

/** What it leads back to must be there, whole: release and restore point. */
async function checksOfRevert(context: StepContext): Promise<Check[]> {
  const { platform, target, instruments } = context;
  const { reverts } = context.state();
  const point = reverts === null ? null : await restorePointOf(platform, reverts);
  if (point === null)
    throw new CodedError("RECHECK_FAILED", { subject: context.report.stepName("snapshot") });
  targetManifest(context);
  return (await surveyRevert(platform, target.release, point, {}, instruments)).checks;
}

/** What the way back will do beside database and data folders is tried now: where it fails, nothing was interrupted yet. */
async function requireWayBack({ platform, runId }: StepContext): Promise<void> {
  await platform.database.tryRestoring(runId);
  for (const folder of platform.config.dataDirectories.filter((directory) => existsSync(directory)))
    await tryReplacing(folder, runId).catch((error) => {
      throw new CodedError("RECHECK_FAILED", { subject: folder }, error);
    });
}

export const recheck: Step = {
  name: "recheck",
  critical: false,
  async do(context) {
    const { platform, from, report } = context;
    const live = await platform.releases.current();
    if (live !== from) throw new CodedError("RECHECK_FAILED", { subject: `${from} ≠ ${live}` });
    manifestBefore(context);
    await requireWayBack(context);
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
