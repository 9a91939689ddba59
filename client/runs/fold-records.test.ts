import { describe, expect, it } from "vitest";
import type { RunFollow } from "../../shared/api/follow.ts";
import { type RunEvent, type RunRecord, runIdSchema } from "../../shared/journal.ts";
import { reduceRun } from "../../shared/run-state.ts";
import { foldRecords, newerOf } from "./fold-records.ts";

const runId = runIdSchema.parse("20261121-031200-a1b2c3");
const by = { id: "u1", name: "Admin" };
const EVENTS: readonly RunEvent[] = [
  { type: "run:opened", by, fileName: "gts.maj.3.19.275.tgz", fileSize: 10, from: "3.19.274" },
  { type: "step:intended", step: "receive", direction: "do", facts: {} },
  { type: "step:effected", step: "receive", direction: "do", facts: {} },
  { type: "step:done", step: "receive", direction: "do", facts: {} },
  { type: "run:ended", outcome: "cancelled", error: null, locked: false },
];
const RECORDS: readonly RunRecord[] = EVENTS.map((event, i) => ({
  seq: 100 + i,
  index: i + 1,
  runId,
  at: 1_000 + i,
  event,
}));

function followAfter(count: number): RunFollow {
  const [opened, ...rest] = RECORDS.slice(0, count);
  if (opened === undefined) throw new Error("a run begins with a record");
  return { state: rest.reduce(reduceRun, reduceRun(null, opened)), progress: null, logLength: 7, now: 2_000 };
}

describe("records that arrive about a run", () => {
  it("are folded when they follow", () => {
    const folded = foldRecords(followAfter(2), RECORDS.slice(2));
    expect(folded?.state).toEqual(followAfter(5).state);
    expect(folded?.logLength).toBe(7);
  });

  it("change nothing when they are known: the page is not drawn again", () => {
    const follow = followAfter(4);
    expect(foldRecords(follow, RECORDS.slice(0, 4))).toBe(follow);
  });

  it("are taken from the first unknown one on", () => {
    expect(foldRecords(followAfter(3), RECORDS.slice(1))?.state.phase).toBe("ended");
  });

  it("ask for the whole state when one is missing", () => {
    expect(foldRecords(followAfter(1), RECORDS.slice(3))).toBeNull();
  });
});

describe("an answer about a run", () => {
  it("is taken when nothing newer is known", () => {
    const answer = followAfter(3);
    expect(newerOf(undefined, answer)).toBe(answer);
    expect(newerOf(followAfter(3), answer)).toBe(answer);
  });

  it("is not taken when the socket was faster", () => {
    const known = followAfter(5);
    expect(newerOf(known, followAfter(4))).toBe(known);
  });
});
