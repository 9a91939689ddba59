/** The states of runs, folded from their records. */
import type { RunId } from "../../shared/journal.ts";
import { foldRecord, type RunState } from "../../shared/run-state.ts";
import { type RecordTable, toRecord } from "./record-table.ts";

export interface FoldedStates {
  state(runId: RunId): RunState | null;
  /** Newest first. */
  states(options: { before?: RunId; limit: number }): RunState[];
}

export function foldedStates(table: RecordTable): FoldedStates {
  /** Cache of folded states, continued from their last record: a state is a pure function of the records before it. */
  const folded = new Map<RunId, RunState>();

  const state = (runId: RunId): RunState | null => {
    const known = folded.get(runId) ?? null;
    const next = table
      .ofRun(runId, known?.records ?? 0)
      .reduce<RunState | null>((before, row) => foldRecord(before, toRecord(row)), known);
    if (next !== null) folded.set(runId, next);
    return next;
  };

  return {
    state,
    states({ before, limit }) {
      const start = before === undefined ? null : table.firstSeq(before);
      return table.runs(start ?? Number.MAX_SAFE_INTEGER, limit).flatMap((id) => state(id) ?? []);
    },
  };
}
