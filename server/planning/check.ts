/** Compares what was measured with what is required. Pure. Minimum blocks, recommended warns. */
import type { Requirements } from "../../shared/manifest.ts";
import type { Check, Plan } from "../../shared/plan.ts";
import { compareVersions } from "../../shared/version.ts";
import type { Misplaced } from "../platform/data-places.ts";
import type { FileSystem, Measurements } from "../platform/measure.ts";

export interface World {
  /** Installed platform version. */
  readonly version: string;
  readonly machine: Measurements;
  /** Every file system involved, each once. */
  readonly fileSystems: readonly FileSystem[];
}

/** Share of the file system that must stay free in addition to what the update itself takes. */
const outcomeOf = (measured: number, minimum: number, recommended: number): Check["outcome"] =>
  measured < minimum ? "blocking" : measured < recommended ? "warning" : "ok";

/**
 * A machine sold with 8 GB shows a little less, because the firmware and the kernel keep some. 5 % are tolerated:
 * an administrator who bought what the manual requires must pass.
 */
const MEMORY_TOLERANCE = 0.95;

export function checkRequirements(requirements: Requirements, world: World, disk: Plan["disk"]): Check[] {
  const { platform, cpu, memory } = requirements;
  const checks: Check[] = [
    {
      id: "platform",
      unit: "version",
      subject: null,
      measured: world.version,
      required: platform,
      recommended: null,
      outcome: compareVersions(world.version, platform) < 0 ? "blocking" : "ok",
    },
    {
      id: "cpu",
      unit: "cores",
      subject: null,
      measured: world.machine.cores,
      required: cpu.minimum,
      recommended: cpu.recommended,
      outcome: outcomeOf(world.machine.cores, cpu.minimum, cpu.recommended),
    },
    {
      id: "memory",
      unit: "bytes",
      subject: null,
      measured: world.machine.memory,
      required: memory.minimum,
      recommended: memory.recommended,
      outcome: outcomeOf(
        world.machine.memory,
        memory.minimum * MEMORY_TOLERANCE,
        memory.recommended * MEMORY_TOLERANCE,
      ),
    },
  ];
  for (const fileSystem of world.fileSystems) {
    const percent = Math.floor((1000 * fileSystem.free) / Math.max(1, fileSystem.total)) / 10;
    checks.push({
      id: "disk",
      unit: "percent",
      subject: fileSystem.mountPoint,
      measured: percent,
      required: requirements.disk.minimum,
      recommended: requirements.disk.recommended,
      outcome: outcomeOf(percent, requirements.disk.minimum, requirements.disk.recommended),
    });
    checks.push(checkSpace(fileSystem, disk));
  }
  return checks;
}

/** Compares the free space with what the plan writes to the file system. */
export function checkSpace(fileSystem: FileSystem, disk: Plan["disk"]): Check {
  const needed = disk
    .filter((item) => item.fileSystem === fileSystem.mountPoint)
    .reduce((sum, item) => sum + item.bytes, 0);
  return {
    id: "space",
    unit: "bytes",
    subject: fileSystem.mountPoint,
    measured: fileSystem.free,
    required: needed,
    recommended: null,
    outcome: fileSystem.free < needed ? "blocking" : "ok",
  };
}

/** Blocks a folder that a rollback could not restore, before an administrator consents. A folder without a problem has no row. */
export const checkPlaces = (misplaced: readonly Misplaced[]): Check[] =>
  misplaced.map(({ kind, subject, found }) => ({
    id: kind === "disk" ? "dataDisk" : "dataLink",
    unit: "path",
    subject,
    measured: found,
    required: null,
    recommended: null,
    outcome: "blocking",
  }));

export const blockingChecks = (checks: readonly Check[]): Check[] =>
  checks.filter((check) => check.outcome === "blocking");
export const warningChecks = (checks: readonly Check[]): Check[] =>
  checks.filter((check) => check.outcome === "warning");
