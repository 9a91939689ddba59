import type { RunFollow } from "../../shared/api/follow.ts";
import type { RunId } from "../../shared/journal.ts";
import type { Components } from "./components.ts";

/** What a follower gets first, over HTTP or the socket: the whole state, and how many lines there are by now. */
export function followOf({ journal, log, clock }: Components, runId: RunId): RunFollow {
  const state = journal.requireState(runId);
  return { state, progress: log.progress(runId), logLength: log.length(runId), now: clock() };
}
