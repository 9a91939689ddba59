/** The machine's clock jumps by years between runners, and in the middle of one. */

import { MAX_RECOVERIES } from "../../../server/limits.ts";
import { isActive } from "../../../shared/run-state.ts";
import { judge } from "../invariants.ts";
import type { Layer } from "../layer.ts";
import type { Random } from "../random.ts";
import { SCENARIO_NAMES } from "../scenarios.ts";
import { openWorld } from "../world.ts";

const YEAR_MS = 365.25 * 24 * 60 * 60 * 1000;
const jump = (random: Random): number => Math.round((random.next() * 20 - 10) * YEAR_MS);
const inYears = (ms: number): string => `${(ms / YEAR_MS).toFixed(1)} years`;

export const clock: Layer = {
  weight: 6,
  missing: async () => null,
  all: () => null,
  async run({ bench, random, directory, keep }) {
    const scenario = random.pick(SCENARIO_NAMES);
    const { template, transitions, contents } = bench.scenarios[scenario];
    const { at, side, expect, name } = random.pick(transitions);
    const [first, inside] = [jump(random), random.chance(0.5) ? jump(random) : 0];
    const die = random.chance(0.7);
    const world = await openWorld({ template, directory, keep });
    try {
      await world.run({ fault: { at, side, expect, die, clockShiftMs: inside }, clockShiftMs: first });
      if (random.chance(0.4)) await world.reboot();
      for (let runners = 0; runners < MAX_RECOVERIES && isActive(world.state()); runners++)
        await world.run({ clockShiftMs: jump(random) });
      await world.recover();
      const title = `${scenario}: clock ${inYears(first)}, then ${inYears(inside)} ${name}${die ? " and SIGKILL" : ""}`;
      return { title, injected: true, ...(await judge(world, { contents })) };
    } finally {
      await world.close();
    }
  },
};
