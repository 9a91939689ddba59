/** How what arrives about a run, late, twice or out of order, becomes the one state that the page shows. Pure. */
import type { RunFollow } from "../../shared/api/follow.ts";
import type { RunRecord } from "../../shared/journal.ts";
import { foldRecord } from "../../shared/run-state.ts";

/** Folds records that follow the state; null when one is missing and the whole state must be requested. */
export function foldRecords(follow: RunFollow, records: readonly RunRecord[]): RunFollow | null {
  let { state } = follow;
  for (const record of records) {
    if (record.index <= state.records) continue;
    if (record.index !== state.records + 1) return null;
    state = foldRecord(state, record);
  }
  return state === follow.state ? follow : { ...follow, state };
}

/** An answer that was slow on its way must not take back what the socket has reported meanwhile. */
export const newerOf = (known: RunFollow | undefined, answer: RunFollow): RunFollow =>
  known !== undefined && known.state.records > answer.state.records ? known : answer;
