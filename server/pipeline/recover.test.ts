import { describe, expect, it } from "vitest";
import { type RunEvent, runIdSchema } from "../../shared/journal.ts";
import { type RunState, reduceRun } from "../../shared/run-state.ts";
import { decide } from "./recover.ts";

const runId = runIdSchema.parse("20261121-031200-a1b2c3");
const by = { id: "1", name: "Admin" };
const plan = {
  from: "1",
  to: "2",
  steps: [],
  migrations: [],
  masks: true,
  maskedSeconds: 1,
  disk: [],
  pointOfNoReturn: "commit",
} satisfies Extract<RunEvent, { type: "run:planned" }>["plan"];
const consented: RunEvent[] = [
  { type: "run:opened", by, fileName: "f", fileSize: 1, from: "1" },
  { type: "run:planned", plan },
  { type: "run:consented", consent: { by, noticeSha256: null, informationSha256: "", warningsAccepted: [] } },
];
const runner = (attempt: number): RunEvent => ({ type: "runner:started", pid: 1, attempt, decision: "start" });
const intended = (step: "backup" | "mask"): RunEvent => ({ type: "step:intended", step, direction: "do", facts: {} });
const stateAfter = (...events: RunEvent[]): RunState => {
  const state = [...consented, ...events].reduce<RunState | null>(
    (folded, event, index) => reduceRun(folded, { seq: index + 1, index: index + 1, runId, at: index, event }),
    null,
  );
  if (state === null) throw new Error("no state");
  return state;
};
const cause = { code: "PROBE_FAILED", facts: {} } as const;

describe("a runner that starts", () => {
  it.each([
    ["nothing begun", stateAfter(), "start"],
    ["died in the backup", stateAfter(runner(1), intended("backup")), "resume"],
    ["died in the backup for the third time", stateAfter(runner(3), intended("backup")), "roll-back"],
    ["died once the mask was intended", stateAfter(runner(1), intended("mask")), "roll-back"],
    ["died while rolling back", stateAfter(runner(1), intended("mask"), { type: "run:rolling-back", cause }), "roll-back"],
    ["died while rolling back too often", stateAfter(runner(8), intended("mask"), { type: "run:rolling-back", cause }), "give-up"],
    ["died after the commit", stateAfter(runner(1), intended("mask"), { type: "run:committed", version: "2" }), "finish"],
    ["ended", stateAfter(runner(1), { type: "run:ended", outcome: "succeeded", error: null, locked: false }), "nothing"],
  ])("%s", (_, state, decision) => {
    expect(decide(state)).toBe(decision);
  });
});
