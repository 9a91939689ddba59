import { describe, expect, it } from "vitest";
import { type RunEvent, runIdSchema, type UnlockAction } from "../../shared/journal.ts";
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
const runner = (attempt: number): RunEvent => ({
  type: "runner:started",
  pid: 1,
  attempt,
  decision: "start",
});
const intended = (step: "backup" | "mask"): RunEvent => ({
  type: "step:intended",
  step,
  direction: "do",
  facts: {},
});
const stateAfter = (...events: RunEvent[]): RunState => {
  const state = [...consented, ...events].reduce<RunState | null>(
    (folded, event, index) =>
      reduceRun(folded, { seq: index + 1, index: index + 1, runId, at: index, event }),
    null,
  );
  if (state === null) throw new Error("no state");
  return state;
};
const intervention: RunEvent = { type: "run:ended", outcome: "intervention", error: null, locked: true };
const unlocked = (action: UnlockAction): RunEvent => ({
  type: "run:unlocked",
  by,
  action,
  sha256: "0",
  keyIds: ["k"],
  reference: "",
});
const failed = (times: number): RunEvent[] =>
  Array.from({ length: times }, () => ({ type: "runner:failed", error: cause }));
const cause = { code: "PROBE_FAILED", facts: {} } as const;

describe("a runner that starts", () => {
  it.each([
    ["nothing begun", stateAfter(), "start", "nothing-begun"],
    ["died in the backup", stateAfter(runner(1), intended("backup")), "resume", "before-mask"],
    [
      "died in the backup for the third time",
      stateAfter(runner(3), intended("backup")),
      "roll-back",
      "attempts-used-up",
    ],
    [
      "died once the mask was intended",
      stateAfter(runner(1), intended("mask")),
      "roll-back",
      "mask-to-commit",
    ],
    [
      "died while rolling back",
      stateAfter(runner(1), intended("mask"), { type: "run:rolling-back", cause }),
      "roll-back",
      "rolling-back",
    ],
    [
      "could not roll back, and said so eight times",
      stateAfter(runner(8), intended("mask"), { type: "run:rolling-back", cause }, ...failed(8)),
      "give-up",
      "recoveries-used-up",
    ],
    [
      "was killed fifty times while rolling back",
      stateAfter(runner(50), intended("mask"), { type: "run:rolling-back", cause }),
      "roll-back",
      "rolling-back",
    ],
    [
      "was killed for ever",
      stateAfter(runner(100), intended("mask"), { type: "run:rolling-back", cause }),
      "give-up",
      "recoveries-used-up",
    ],
    [
      "died after the commit",
      stateAfter(runner(1), intended("mask"), { type: "run:committed", version: "2" }),
      "finish",
      "committed",
    ],
    [
      "was allowed by support to go back after the commit",
      stateAfter(
        runner(1),
        intended("mask"),
        { type: "run:committed", version: "2" },
        intervention,
        unlocked("go-back"),
      ),
      "roll-back",
      "support-goes-back",
    ],
    [
      "was allowed by support to try again",
      stateAfter(
        runner(8),
        { type: "run:rolling-back", cause },
        ...failed(8),
        intervention,
        unlocked("retry"),
      ),
      "roll-back",
      "support-retries",
    ],
    [
      "was allowed by support to try again after the commit",
      stateAfter(
        runner(8),
        { type: "run:committed", version: "2" },
        ...failed(8),
        intervention,
        unlocked("retry"),
      ),
      "finish",
      "support-retries",
    ],
    [
      "was accepted by support",
      stateAfter(
        runner(8),
        { type: "run:rolling-back", cause },
        ...failed(8),
        intervention,
        unlocked("accept"),
      ),
      "accept",
      "support-accepts",
    ],
  ] as const)("%s", (_, state, decision, reason) => {
    expect(decide(state)).toEqual({ decision, reason });
  });

  it("has nothing to do with a run that ended", () => {
    expect(
      decide(stateAfter(runner(1), { type: "run:ended", outcome: "succeeded", error: null, locked: false })),
    ).toBeNull();
  });
});
