/** The power goes at a transition: what was not synced is gone. On an ext4 of the case's own, shut down by its driver's ioctl. */
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Bench } from "../bench.ts";
import { keyOf } from "../fault.ts";
import { judge } from "../invariants.ts";
import type { CaseOutcome, Layer } from "../layer.ts";
import { cannotMount, copyImage, makeImage, mount, unmount } from "../mounts.ts";
import { killAll } from "../processes.ts";
import { SCENARIO_NAMES, scenarioOf } from "../scenarios.ts";
import { openWorld } from "../world.ts";

const IMAGE_MEGABYTES = 64;
/** EXT4_IOC_SHUTDOWN; flag 1 writes the file system's journal out first, flag 2 does not. */
const SHUTDOWN = "0x8004587d";
const FLAGS = [1, 2] as const;
/** Without the first, ext4 writes a file out automatically when it is renamed over another; with the last, it hardly ever does so. */
const OPTIONS = ["defaults", "noauto_da_alloc", "noauto_da_alloc,commit=300"] as const;
/**
 * Opened first, then shut down one right after the other: it is one cut. Its moment is written down elsewhere: while ext4 goes down
 * an fsync may still report success, and the answer to that write could not have left a machine without power.
 */
const CUT = `use Time::HiRes;
my $flags = pack("I", shift);
open(my $moment, ">", shift) or die "$!";
my @disks = map { open(my $disk, "<", $_) or die "$_: $!"; $disk } @ARGV;
printf $moment "%d", Time::HiRes::time() * 1000;
close $moment;
for (@disks) { ioctl($_, ${SHUTDOWN}, $flags) or die "shutdown: $!" }`;
const cut = (flags: number, moment: string, disks: readonly string[]): string[] => [
  "perl",
  "-e",
  CUT,
  String(flags),
  moment,
  ...disks,
];

const run = promisify(execFile);

function imageOf({ directory }: Bench): string {
  const image = join(directory, "ext4.img");
  if (!existsSync(image)) {
    const own = `${image}.${process.pid}`;
    makeImage(own, IMAGE_MEGABYTES);
    renameSync(own, image);
  }
  return image;
}

export const powerCut: Layer = {
  weight: 14,
  async missing() {
    const directory = mkdtempSync(join(tmpdir(), "superviseur-ext4-"));
    const [image, disk] = [join(directory, "ext4.img"), join(directory, "disk")];
    try {
      makeImage(image, IMAGE_MEGABYTES);
      const why = await cannotMount(disk, ["-o", "loop", image]);
      if (why !== null) return why;
      await mount(disk, ["-o", "loop", image]);
      const [file = "", ...parameters] = cut(2, join(directory, "moment"), [disk]);
      return await run(file, parameters).then(
        () => null,
        (error: unknown) => `ext4 cannot be shut down here: ${String(error).replaceAll("\n", " ")}`,
      );
    } catch (error) {
      return String(error).replaceAll("\n", " ");
    } finally {
      await unmount(disk);
      rmSync(directory, { recursive: true, force: true });
    }
  },
  all: () => null,
  async run({ bench, random, directory, keep }): Promise<CaseOutcome> {
    const scenario = random.pick(SCENARIO_NAMES);
    const { template, transitions, contents } = bench.scenarios[scenario];
    const transition = random.pick(transitions);
    const { at, side, expect, name } = transition;
    const flags = random.pick(FLAGS);
    const options = random.pick(OPTIONS);
    // Journal and platform are often on two file systems: then a sync of one does not save the other.
    const disks = random.chance(0.6) ? [join(directory, "tiny"), join(directory, "state")] : [directory];
    const images = disks.map((_, index) => `${directory}-${index}.img`);
    const moment = `${directory}.cut`;
    const attach = async (): Promise<void> => {
      for (const [index, disk] of disks.entries())
        await mount(disk, ["-o", `loop,${options}`, images[index] ?? ""]);
    };
    for (const image of images) await copyImage(imageOf(bench), image);
    try {
      await attach();
      const world = await openWorld({ template, directory, keep: true });
      try {
        for (const disk of disks) await run("sync", ["-f", disk]);
        const { signal } = await world.run({
          fault: { at, side, expect, command: cut(flags, moment, disks), die: true },
        });
        await killAll(directory);
        if (existsSync(moment)) world.writer.forgetSince(Number(readFileSync(moment, "utf8")));
        for (const disk of disks) await unmount(disk);
        await attach();
        await world.reboot();
        // The first to open what the disk kept is a runner.
        await world.run();
        await world.recover();
        const { ended, violations } = await judge(world, {
          contents,
          costsNothing: transition.beforeMask && scenarioOf(scenario).ends === "there",
        });
        const title = `${scenario}: power cut ${name}, flag ${flags}, ${options}, ${disks.length} disk${disks.length > 1 ? "s" : ""}`;
        const first = world.records().findIndex(({ event }) => event.type === "runner:started");
        const kept = world.records()[first + at]?.event;
        const forgot =
          side === "after" && (kept === undefined || keyOf(kept) !== expect)
            ? [`the journal forgot its record: ${expect}`]
            : [];
        return { title, injected: signal === "SIGKILL", ended, violations: [...violations, ...forgot] };
      } finally {
        await world.close();
      }
    } finally {
      if (!keep) {
        for (const disk of disks) await unmount(disk);
        for (const gone of [directory, moment, ...images]) rmSync(gone, { recursive: true, force: true });
      }
    }
  },
};
