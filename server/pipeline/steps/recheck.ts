/** The world may have changed since consent: measure once more, as late as it costs nobody anything. */
import { CodedError } from "../../../shared/errors.ts";
import { blockingChecks } from "../check.ts";
import { checkWords } from "../check-words.ts";
import { archiveOf, type Step } from "../context.ts";
import { survey } from "../survey.ts";

export const recheck: Step = {
  name: "recheck",
  critical: false,
  async do(context) {
    const { platform, instruments, from, report } = context;
    const archive = archiveOf(context);
    const live = await platform.releases.current();
    if (live !== from) throw new CodedError("RECHECK_FAILED", { subject: `${from} ≠ ${live}` });
    const { payloadBytes } = archive.summary;
    // Staging and the backup stand already; only the restore point is still to be written.
    const { checks } = await survey(platform, archive.manifest, { payload: payloadBytes, staged: payloadBytes }, {}, instruments);
    for (const check of checks) {
      const level = check.outcome === "ok" ? "info" : "warning";
      report.say(level, "recheck", "check", checkWords(report, check));
    }
    const blocking = blockingChecks(checks)[0];
    if (blocking) throw new CodedError("RECHECK_FAILED", { subject: blocking.subject ?? blocking.id });
    return { checks: checks.length };
  },
};
