import type { RunState } from "./run-state.ts";
import { parseArchiveName } from "./version.ts";

/**
 * The version that names a run on the screen: an update's own version, or the release that a revert goes back
 * to. Reverting a data archive keeps the release, so that revert is named after the data version that it
 * removes.
 */
export type RunTarget =
  | { readonly way: "update"; readonly version: string }
  | { readonly way: "revert"; readonly version: string }
  | { readonly way: "revert-data"; readonly version: string };

export function targetOf(run: RunState): RunTarget {
  if (run.kind === "update") return { way: "update", version: run.archive?.version ?? run.fileName };
  const to = run.plan?.to ?? run.from;
  if (to !== run.from) return { way: "revert", version: to };
  return { way: "revert-data", version: parseArchiveName(run.fileName)?.version ?? run.fileName };
}
