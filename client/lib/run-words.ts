/** How a run is called wherever it is shown. */
import type { TFunction } from "i18next";
import type { RunState } from "../../shared/run-state.ts";
import { targetOf } from "../../shared/run-target.ts";
import { datasetOf } from "../../shared/version.ts";

export function runTitle(t: TFunction, run: RunState): string {
  const { way, version } = targetOf(run);
  if (way === "return") return t("followup.returnRun.title", { version });
  return way === "return-data" ? t("followup.returnRun.titleData", { version }) : t("followup.run.title", { version });
}

/** From which version to which; null while nobody knows, and where the release stays. */
export function passage(run: RunState): { from: string; to: string } | null {
  const { way, version } = targetOf(run);
  if (way === "return-data" || datasetOf(version) !== null || (way === "update" && run.archive === null)) return null;
  return { from: run.from, to: version };
}
