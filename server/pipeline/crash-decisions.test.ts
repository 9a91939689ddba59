/** What the next runner decides, for every history of a run and every point where a runner dies, judged by the events alone. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Exposure, exposure, hasClosed } from "../../shared/exposure.ts";
import type { RunEvent } from "../../shared/journal.ts";
import { isActive } from "../../shared/run-state.ts";
import { historyOf, type Moment, type RunScript, runScript } from "../../shared/testing/run-histories.ts";
import { MAX_ATTEMPTS, MAX_FAILURES, MAX_RECOVERIES } from "../limits.ts";
import { outcomeOfGivenUp } from "./give-up.ts";
import { mustKeepServing } from "./keep-serving.ts";
import { decide } from "./recover.ts";

/** Derived from the events, not from the folded steps: the code under test must not judge itself. */
function seen(events: readonly RunEvent[]): { exposure: Exposure; closed: boolean } {
  let [now, closed]: [Exposure, boolean] = ["open", false];
  for (const event of events) {
    if (event.type === "run:ended") now = event.outcome === "intervention" ? "masked" : "open";
    // Support's unlock of a masked platform opens the run again; any other only lets the archive be imported again.
    else if (event.type === "run:unlocked") closed ||= now === "masked";
    else if ("direction" in event) {
      const { step, direction, type } = event;
      const removes = step === (direction === "do" ? "unmask" : "mask");
      if (step === "mask" && direction === "do" && type === "step:intended") [now, closed] = ["masked", true];
      if (removes && type === "step:intended") now = "handing-back";
      if (removes && type === "step:done") now = "open";
    }
  }
  return { exposure: now, closed };
}

/** Calls `judge` with every prefix of many histories. */
const atEveryCrash = (judge: (moment: Moment, script: RunScript) => void): void =>
  fc.assert(
    fc.property(runScript, (script) => {
      for (const moment of historyOf(script, decide)) judge(moment, script);
    }),
    { numRuns: 400 },
  );
const isUsedUp = ({ state: { attempts, failures } }: Moment): boolean =>
  attempts >= MAX_RECOVERIES || failures >= MAX_FAILURES;

it("finds work for a runner exactly while the run is active, and starts it once", () => {
  atEveryCrash((moment) => {
    const { state, events } = moment;
    const decision = decide(state)?.decision ?? null;
    expect(decision !== null).toBe(isActive(state));
    const hasBegun = events.some(({ type }) => type === "runner:started");
    expect(decision === "start").toBe(isActive(state) && !hasBegun);
  });
});

it("knows from the steps alone whether users can reach the platform", () => {
  atEveryCrash(({ state, events }) => {
    const expected = seen(events);
    expect(exposure(state)).toBe(expected.exposure);
    if (isActive(state)) expect(hasClosed(state)).toBe(expected.closed);
  });
});

it("never rolls back a platform that never left *open* before its attempts are used up", () => {
  atEveryCrash(({ state, events }) => {
    if (state.phase !== "running" || state.attempts === 0 || seen(events).closed) return;
    expect(decide(state)?.decision).toBe(state.attempts < MAX_ATTEMPTS ? "resume" : "roll-back");
  });
});

it("always reopens a closed platform in the direction that the commit allows", () => {
  atEveryCrash((moment) => {
    const { state, events } = moment;
    const decision = decide(state)?.decision;
    if (state.phase === "running" && seen(events).closed) expect(decision).toBe("roll-back");
    if (state.phase === "rolling-back") expect(decision).toBe(isUsedUp(moment) ? "give-up" : "roll-back");
    if (state.phase === "finishing" && !isUsedUp(moment))
      expect(decision).toBe(state.unlocked?.action === "accept" ? "accept" : "finish");
  });
});

it("keeps the services alive exactly while people work with them", () => {
  atEveryCrash(({ state, events }) => {
    if (isActive(state)) expect(mustKeepServing(state)).toBe(seen(events).exposure === "open");
  });
});

it("gives up without interrupting people who work with the platform, and never reports a masked one as working", () => {
  atEveryCrash(({ state, events }) => {
    if (!isActive(state)) return;
    expect(outcomeOfGivenUp(state, { masked: true, works: true })).toBe("intervention");
    const outcome = outcomeOfGivenUp(state, { masked: false, works: true });
    const isOpen = seen(events).exposure === "open";
    if (isOpen) expect(outcome).not.toBe("intervention");
    if (state.phase !== "finishing") expect(outcome).toBe(isOpen ? "rolled-back" : "intervention");
    if (outcome === "succeeded") expect(events.some(({ type }) => type === "run:committed")).toBe(true);
  });
});

it("reaches every phase, exposure and decision with its histories", () => {
  const met = new Set<string>();
  atEveryCrash(({ state }, { masks }) => {
    met.add(state.phase);
    met.add(`${masks ? "with" : "without"} a mask: ${exposure(state)}`);
    const decided = decide(state);
    if (decided) met.add(decided.decision);
  });
  expect([...met]).toEqual(
    expect.arrayContaining([
      ...["reviewing", "running", "rolling-back", "finishing", "ended"],
      ...["open", "masked", "handing-back"].map((value) => `with a mask: ${value}`),
      "without a mask: open",
      ...["start", "resume", "roll-back", "finish", "accept", "give-up"],
    ]),
  );
});
