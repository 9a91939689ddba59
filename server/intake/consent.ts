/** An administrator accepts the plan, and the runner starts. */
import { CodedError } from "../../shared/errors.ts";
import type { Actor } from "../../shared/journal.ts";
import type { Reviewing, RunState } from "../../shared/run-state.ts";
import type { ArchiveVerdict } from "../archive/read.ts";
import { blockingChecks, warningChecks } from "../planning/check.ts";
import { type MeasuringOptions, measureAndPlan } from "./measuring.ts";
import { consentHashes } from "./review.ts";

/** `reviewing` reads the run's state again and throws RUN_NOT_WAITING once it no longer waits for consent. */
export interface Consent {
  readonly actor: Actor;
  readonly archive: ArchiveVerdict;
  readonly warningsAccepted: boolean;
  reviewing(): Reviewing;
}

/**
 * Measures once more and records the consent.
 * @throws CodedError PREREQUISITE_BLOCKING, WARNINGS_NOT_ACCEPTED, RUN_NOT_WAITING
 */
export async function recordConsent(
  options: MeasuringOptions,
  { actor, archive, warningsAccepted, reviewing }: Consent,
): Promise<RunState> {
  const before = reviewing();
  await measureAndPlan(options, before, archive);
  const { checks } = reviewing();
  if (blockingChecks(checks).length > 0) throw new CodedError("PREREQUISITE_BLOCKING");
  const warnings = warningChecks(checks);
  if (warnings.length > 0 && !warningsAccepted) throw new CodedError("WARNINGS_NOT_ACCEPTED");
  const accepted = warnings.map((check) => (check.subject ? `${check.id} ${check.subject}` : check.id));
  const consent = { by: actor, ...consentHashes(archive), warningsAccepted: accepted };
  // If two administrators start at once, the second finds that the run is no longer waiting.
  const stillWaiting = (): void => void reviewing();
  options.records.whole(
    before.id,
    "consent",
    () => options.journal.append(before.id, { type: "run:consented", consent }, stillWaiting),
    stillWaiting,
  );
  return before;
}
