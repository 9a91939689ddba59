/** SIGKILL at the Nth system call of a kind: between two records, in the middle of a rename, a copy, a commit of SQLite. */
import { judge } from "../invariants.ts";
import type { Layer } from "../layer.ts";
import { SCENARIO_NAMES } from "../scenarios.ts";
import { attach, requireStrace, TRACED, type Trace } from "../strace.ts";
import { faultAt } from "../transitions.ts";
import { openWorld } from "../world.ts";

/** Calls, and about how many of them a run makes on one thread. */
const CALLS = {
  openat: 700,
  write: 500,
  pwrite64: 400,
  fsync: 90,
  rename: 18,
  symlink: 3,
  unlink: 26,
  rmdir: 25,
  mkdir: 50,
  link: 8,
  ftruncate: 24,
  copy_file_range: 14,
  utimensat: 30,
  fcntl: 800,
} as const;
const NAMES = Object.keys(CALLS) as (keyof typeof CALLS)[];

export const syscallKill: Layer = {
  weight: 20,
  async missing() {
    requireStrace();
    return null;
  },
  all: () => null,
  async run({ bench, random, directory, keep }) {
    const scenario = random.pick(SCENARIO_NAMES);
    const { template, contents, transitions } = bench.scenarios[scenario];
    const before = random.chance(0.35) ? random.pick(transitions) : null;
    const call = random.pick(NAMES);
    const when = 1 + Math.floor(random.next() ** 1.3 * CALLS[call]);
    const children = random.chance(0.25);
    const world = await openWorld({ template, directory, keep });
    try {
      if (before !== null) await world.run({ fault: faultAt(before) });
      let trace: Trace | null = null;
      const { signal } = await world.run({
        environment: TRACED,
        onStart: (pid) => {
          trace = attach({
            pid,
            directory,
            calls: [call],
            inject: `${call}:signal=KILL:when=${when}`,
            children,
          });
        },
      });
      const killed = (await (trace as Trace | null)?.end()) ?? [];
      if (random.chance(0.4)) await world.reboot();
      await world.recover();
      const whom = children ? "the runner or a child of it" : "the runner";
      const after = before === null ? "" : `, in the recovery from SIGKILL ${before.name}`;
      const title = `${scenario}: SIGKILL of ${whom} at ${call} ${when}${after}`;
      return {
        title,
        injected: signal === "SIGKILL" || killed.length > 0,
        ...(await judge(world, { contents })),
      };
    } finally {
      await world.close();
    }
  },
};
