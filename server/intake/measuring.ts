/** Measures what an archive asks for and plans what will happen: at its reception, on demand, and once more when it starts. */
import { CodedError } from "../../shared/errors.ts";
import type { RunState } from "../../shared/run-state.ts";
import type { ArchiveVerdict } from "../archive/read.ts";
import type { Clock } from "../io/clock.ts";
import type { Journal } from "../journal/journal.ts";
import { Reporter } from "../journal/reporter.ts";
import type { RunLog } from "../journal/run-log.ts";
import type { StepRecords } from "../journal/step-records.ts";
import { PAST_RUNS } from "../limits.ts";
import { warningChecks } from "../planning/check.ts";
import { checkWords } from "../planning/check-words.ts";
import { pastDurations, survey } from "../planning/survey.ts";
import type { Instruments } from "../platform/measure.ts";
import type { Platform } from "../platform/platform.ts";

export interface MeasuringOptions {
  readonly platform: Platform;
  readonly journal: Journal;
  readonly log: RunLog;
  readonly clock: Clock;
  readonly instruments: Instruments;
  readonly records: StepRecords;
}

/** `state`: of the run, before. The archive stays as it is. */
export async function measureAndPlan(
  options: MeasuringOptions,
  { id, phase }: RunState,
  archive: ArchiveVerdict,
): Promise<void> {
  const { platform, journal, log, clock, instruments, records } = options;
  const payload = archive.summary.payloadBytes;
  const sizes = { payload, staged: payload };
  const { plan, checks } = await survey(
    platform,
    archive.manifest,
    sizes,
    pastDurations(journal.states({ limit: PAST_RUNS })),
    instruments,
  );
  // Measuring takes a while: another administrator may have started or cancelled the run meanwhile.
  const stillWaiting = (): void => {
    if (journal.requireState(id).phase !== phase) throw new CodedError("RUN_NOT_WAITING");
  };
  const measured = (): void => void journal.append(id, { type: "run:measured", checks }, stillWaiting);
  const planned = (): void => void journal.append(id, { type: "run:planned", plan }, stillWaiting);
  if (phase === "receiving") {
    records.whole(id, "check", measured);
    records.whole(id, "plan", planned);
  } else {
    measured();
    planned();
  }
  warn(new Reporter(log, id, clock, platform.config.language), checks);
}

/** First seed document: a warning is logged below 16 GB of memory. */
function warn(report: Reporter, checks: Parameters<typeof warningChecks>[0]): void {
  for (const check of warningChecks(checks))
    report.say("warning", "check", "checkWarning", checkWords(report, check));
  report.flush();
}
