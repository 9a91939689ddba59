/** SIGKILL of the runner at every transition of the journal, in every scenario. */
import type { Bench } from "../bench.ts";
import { judge } from "../invariants.ts";
import type { Layer } from "../layer.ts";
import { SCENARIO_NAMES, type ScenarioName, scenarioOf } from "../scenarios.ts";
import { faultAt, type Transition } from "../transitions.ts";
import { openWorld } from "../world.ts";

interface Point {
  readonly scenario: ScenarioName;
  readonly transition: Transition;
}

/** The main ones of every scenario first. */
function pointsOf({ scenarios }: Bench): Point[] {
  const all = SCENARIO_NAMES.flatMap((scenario) =>
    scenarios[scenario].transitions.map((transition) => ({ scenario, transition })),
  );
  return all.toSorted((a, b) => Number(b.transition.isMain) - Number(a.transition.isMain));
}

export const journal: Layer = {
  weight: 10,
  missing: async () => null,
  all: (bench) => pointsOf(bench).filter(({ transition }) => transition.isMain).length,
  async run({ bench, index, random, directory, keep }) {
    const points = pointsOf(bench);
    const point = points[index % points.length];
    if (point === undefined) throw new Error("no transition");
    const { scenario, transition } = point;
    const rebooted = random.chance(0.4);
    const world = await openWorld({ template: bench.scenarios[scenario].template, directory, keep });
    try {
      const { signal, exitCode } = await world.run({ fault: faultAt(transition) });
      const title = `${scenario}: SIGKILL ${transition.name}${rebooted ? ", and the machine with it" : ""}`;
      if (signal !== "SIGKILL")
        return {
          title,
          injected: false,
          ended: "?",
          violations: [`the runner was not killed there: exit code ${exitCode}`],
        };
      if (rebooted) await world.reboot();
      await world.recover();
      const costsNothing = transition.beforeMask && scenarioOf(scenario).ends === "there";
      return {
        title,
        injected: true,
        ...(await judge(world, { contents: bench.scenarios[scenario].contents, costsNothing })),
      };
    } finally {
      await world.close();
    }
  },
};
