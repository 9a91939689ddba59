/** A kill at a random transition, and more kills at random transitions of the recovery from it. */

import { SIDES } from "../fault.ts";
import { judge } from "../invariants.ts";
import type { Layer } from "../layer.ts";
import { SCENARIO_NAMES } from "../scenarios.ts";
import { faultAt } from "../transitions.ts";
import { openWorld, type World } from "../world.ts";

const MORE_KILLS_MAX = 3;
/** A recovery has some forty records; most of what can go wrong is among the first. */
const RECOVERY_RECORDS = 45;
/** Killed so early each time that no attempt reaches the mask. */
const EARLY_KILLS = 4;
const EARLY_RECORDS = 7;

const runnersIn = (world: World): number =>
  world.records().filter(({ event }) => event.type === "runner:started").length;

export const second: Layer = {
  weight: 20,
  missing: async () => null,
  all: () => null,
  async run({ bench, random, directory, keep }) {
    const early = random.chance(0.15);
    const scenario = random.pick(SCENARIO_NAMES);
    const { template, transitions, contents } = bench.scenarios[scenario];
    const transition = random.pick(early ? transitions.filter(({ at }) => at < EARLY_RECORDS) : transitions);
    const world = await openWorld({ template, directory, keep });
    try {
      const injections = [`SIGKILL ${transition.name}`];
      await world.run({ fault: faultAt(transition) });
      let injected = 0;
      for (let kills = early ? EARLY_KILLS : random.whole(1, MORE_KILLS_MAX); kills > 0; kills--) {
        if (random.chance(0.3)) await world.reboot();
        const at = early ? random.whole(0, EARLY_RECORDS) : Math.floor(random.next() ** 2 * RECOVERY_RECORDS);
        const side = random.pick(SIDES);
        const { signal } = await world.run({ fault: { at, side, die: true } });
        if (signal === "SIGKILL") injected += 1;
        injections.push(`${side} record ${at} of the recovery`);
      }
      if (random.chance(0.3)) await world.reboot();
      let owners = 0;
      if (random.chance(0.2)) {
        injections.push("two runners at once");
        const before = runnersIn(world);
        await Promise.all([world.run(), world.run()]);
        owners = runnersIn(world) - before;
      }
      await world.recover();
      const { ended, violations } = await judge(world, { contents });
      const shared = owners > 1 ? ["one run at a time: two runners owned it at once"] : [];
      return {
        title: `${scenario}: ${injections.join(", ")}`,
        injected: injected > 0,
        ended,
        violations: [...violations, ...shared],
      };
    } finally {
      await world.close();
    }
  },
};
