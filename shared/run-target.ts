import type { RunState } from "./run-state.ts";
import { parseArchiveName } from "./version.ts";

/**
 * Where a run leads, as people name it: an update to its version, a return to the release before; the return of a data archive
 * keeps the release, so it is named after what it takes away.
 */
export type RunTarget =
  | { readonly way: "update"; readonly version: string }
  | { readonly way: "revert"; readonly version: string }
  | { readonly way: "return-data"; readonly version: string };

export function targetOf(run: RunState): RunTarget {
  if (run.kind === "update") return { way: "update", version: run.archive?.version ?? run.fileName };
  const to = run.plan?.to ?? run.from;
  if (to !== run.from) return { way: "revert", version: to };
  return { way: "return-data", version: parseArchiveName(run.fileName)?.version ?? run.fileName };
}
