/** How a run is called wherever it is shown. */
import type { TFunction } from "i18next";
import { hasClosed } from "../../shared/exposure.ts";
import type { Ended, RunState } from "../../shared/run-state.ts";
import { targetOf } from "../../shared/run-target.ts";
import { datasetOf } from "../../shared/version.ts";

export function runTitle(t: TFunction, run: RunState): string {
  const { way, version } = targetOf(run);
  if (way === "revert") return t("followup.revertRun.title", { version });
  return way === "revert-data"
    ? t("followup.revertRun.titleData", { version })
    : t("followup.run.title", { version });
}

/** From which version to which; null while it is unknown, and where the release stays. */
export function passage(run: RunState): { from: string; to: string } | null {
  const { way, version } = targetOf(run);
  if (way === "revert-data" || datasetOf(version) !== null || (way === "update" && run.archive === null))
    return null;
  return { from: run.from, to: version };
}

/** Failed with or without an interruption: two different nights for the hospital. */
const seenOutcome = (state: Ended) =>
  state.outcome === "rolled-back" && !hasClosed(state) ? "unmasked" : state.outcome;

/** How a run ended, in two or three words. */
export function outcomeWord(t: TFunction, state: Ended): string {
  const outcome = seenOutcome(state);
  const word = outcome === "cancelled" && state.consent === null ? "discarded" : outcome;
  return t(state.kind === "revert" ? `followup.revertOutcome.${word}` : `followup.outcome.${word}`);
}

/** How a run ended, in one sentence. */
export function endSentence(t: TFunction, state: Ended): string {
  const { way, version } = targetOf(state);
  const outcome = seenOutcome(state);
  const facts = { version, from: state.from };
  if (way === "update" && outcome === "succeeded" && datasetOf(version) !== null)
    return t("followup.ended.succeededData", facts);
  if (way === "update") return t(`followup.ended.${outcome}`, facts);
  if (outcome === "succeeded")
    return way === "revert"
      ? t("followup.revertEnded.succeeded", facts)
      : t("followup.revertEnded.succeededData", facts);
  if (outcome === "rolled-back" || outcome === "unmasked") return t(`followup.revertEnded.${outcome}`, facts);
  return t(`followup.ended.${outcome}`, facts);
}
