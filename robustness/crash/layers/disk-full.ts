/** A disk that fills up at a transition, by bytes or by inodes, and is freed later or sooner. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { judge } from "../invariants.ts";
import type { CaseOutcome, Layer } from "../layer.ts";
import { cannotMount, mount, unmount } from "../mounts.ts";
import { SCENARIO_NAMES } from "../scenarios.ts";
import { openWorld, type World } from "../world.ts";

/** Twice what a run needs here, and room for the journal's reserve. */
const SIZE = "size=24m";
/** A run needs some three hundred; filling up the rest is then quick. */
const INODES = "nr_inodes=700";
const RUNNERS_ON_A_FULL_DISK = 3;

/** Until the disk is full; what is left of the last block is filled, too. */
const FILLING = {
  bytes: (filler: string) =>
    `mkdir -p ${filler}; cat /dev/zero > ${filler}/big; cat /dev/zero > ${filler}/small; true`,
  inodes: (filler: string) =>
    `mkdir -p ${filler}; i=0; while : > ${filler}/$i; do i=$((i+1)); done 2>/dev/null; true`,
} as const;

/** On a disk that is still full a run may wait, go back or be finished; it may not pretend. */
async function whileFull(world: World): Promise<string[]> {
  const violations: string[] = [];
  const state = world.state();
  const masked = await world.platform.front.isMasked();
  if (state.phase === "ended") {
    const open = state.outcome !== "intervention";
    if (open === masked)
      violations.push(
        `on the full disk: ended ${state.outcome}, and the platform is ${masked ? "masked" : "not masked"}`,
      );
  }
  // Between the mask and the commit no visitor may reach a platform that is half old, half new.
  const begun = state.phase === "running" && state.steps.mask.status === "done";
  if (begun && !masked)
    violations.push("on the full disk: the journal says masked, and the platform is not masked");
  return violations;
}

export const diskFull: Layer = {
  weight: 10,
  async missing() {
    const directory = mkdtempSync(join(tmpdir(), "superviseur-tmpfs-"));
    const why = await cannotMount(directory, ["-t", "tmpfs", "-o", SIZE, "tmpfs"]);
    rmSync(directory, { recursive: true });
    return why;
  },
  all: () => null,
  async run({ bench, random, directory, keep }): Promise<CaseOutcome> {
    const scenario = random.pick(SCENARIO_NAMES);
    const { template, transitions, contents } = bench.scenarios[scenario];
    const { at, side, expect, name } = random.pick(transitions);
    const by = random.pick(["bytes", "inodes"] as const);
    const die = random.chance(0.4);
    const freedFirst = random.chance(0.4);
    await mount(directory, ["-t", "tmpfs", "-o", `${SIZE},${INODES}`, "tmpfs"]);
    try {
      const world = await openWorld({ template, directory, keep: true });
      const filler = join(directory, "filler");
      const violations: string[] = [];
      let ended = "?";
      let human = "";
      try {
        await world.run({ fault: { at, side, expect, command: ["sh", "-c", FILLING[by](filler)], die } });
        if (!freedFirst) {
          for (let runners = 0; runners < RUNNERS_ON_A_FULL_DISK; runners++) await world.run();
          violations.push(...(await whileFull(world)));
        }
        rmSync(filler, { recursive: true, force: true });
        if (random.chance(0.3)) await world.reboot();
        await world.recover();
        if (await world.unlock(random.pick(["retry", "go-back"]))) {
          human = "intervention, unlocked: ";
          await world.recover();
        }
        const judgement = await judge(world, { contents });
        ended = `${human}${judgement.ended}`;
        violations.push(...judgement.violations);
      } finally {
        await world.close();
      }
      const then = freedFirst ? "freed at once" : `${RUNNERS_ON_A_FULL_DISK} runners before it was freed`;
      return {
        title: `${scenario}: disk full by ${by} ${name}${die ? " and killed" : ""}, ${then}`,
        injected: true,
        ended,
        violations,
      };
    } finally {
      if (!keep) {
        await unmount(directory);
        rmSync(directory, { recursive: true, force: true });
      }
    }
  },
};
