/** A disk that fails: the Nth call of a kind on one of our own files answers with an error, once or from then on. */
import { judge } from "../invariants.ts";
import type { Layer } from "../layer.ts";
import { ownPaths } from "../own-paths.ts";
import { SCENARIO_NAMES } from "../scenarios.ts";
import { attach, requireStrace, TRACED, type Trace } from "../strace.ts";
import { faultAt } from "../transitions.ts";
import { openWorld } from "../world.ts";

interface Failing {
  readonly errors: readonly string[];
  /** About how many a run makes on one thread. */
  readonly calls: number;
}
const CHANGING = ["EIO", "ENOSPC", "EROFS"] as const;
const FAILING = {
  openat: { errors: [...CHANGING, "EMFILE"], calls: 250 },
  write: { errors: ["EIO", "ENOSPC"], calls: 40 },
  pwrite64: { errors: ["EIO", "ENOSPC"], calls: 350 },
  fsync: { errors: ["EIO"], calls: 90 },
  rename: { errors: CHANGING, calls: 18 },
  symlink: { errors: CHANGING, calls: 3 },
  link: { errors: CHANGING, calls: 8 },
  unlink: { errors: ["EIO", "EROFS"], calls: 20 },
  rmdir: { errors: ["EIO", "EROFS"], calls: 20 },
  mkdir: { errors: CHANGING, calls: 30 },
  ftruncate: { errors: ["EIO"], calls: 20 },
  copy_file_range: { errors: ["EIO", "ENOSPC"], calls: 14 },
} as const satisfies Readonly<Record<string, Failing>>;
const NAMES = Object.keys(FAILING) as (keyof typeof FAILING)[];

export const syscallError: Layer = {
  weight: 20,
  async missing() {
    requireStrace();
    return null;
  },
  all: () => null,
  async run({ bench, random, directory, keep }) {
    const scenario = random.pick(SCENARIO_NAMES);
    const { template, contents, paths, transitions } = bench.scenarios[scenario];
    const before = random.chance(0.35) ? random.pick(transitions) : null;
    const call = random.pick(NAMES);
    const { calls, errors }: Failing = FAILING[call];
    const error = random.pick(errors);
    const first = 1 + Math.floor(random.next() ** 1.3 * calls);
    const lasting = random.chance(0.25);
    const children = random.chance(0.3);
    const world = await openWorld({ template, directory, keep });
    try {
      if (before !== null) await world.run({ fault: faultAt(before) });
      let trace: Trace | null = null;
      await world.run({
        environment: TRACED,
        onStart: (pid) => {
          const inject = `${call}:error=${error}:when=${first}${lasting ? "+" : ""}`;
          trace = attach({ pid, directory, calls: [call], inject, children, paths: ownPaths(paths, world) });
        },
      });
      const injected = (await (trace as Trace | null)?.end()) ?? [];
      await world.recover();
      const where = /"([^"]*)"|<([^>]*)>/.exec(injected[0] ?? "");
      const at = (where?.[1] ?? where?.[2] ?? "nowhere").replace(directory, "…");
      const after = before === null ? "" : `, in the recovery from SIGKILL ${before.name}`;
      const title = `${scenario}: ${error} at ${call} ${first}${lasting ? " and all after it" : ""}${children ? ", children too" : ""} (${at})${after}`;
      // Counted per process: each child meets the error, as if it lasted.
      const unlocked = (lasting || children) && (await world.unlock("retry"));
      if (unlocked) await world.recover();
      const { ended, violations } = await judge(world, { contents });
      return {
        title,
        injected: injected.length > 0,
        ended: unlocked ? `intervention, unlocked: ${ended}` : ended,
        violations,
      };
    } finally {
      await world.close();
    }
  },
};
