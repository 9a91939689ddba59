/** The space that an update needs at its worst, by file system, before its first byte is sent. */

import { BUDGET_PURPOSES, type Budget } from "../../shared/api/import.ts";
import { CodedError } from "../../shared/errors.ts";
import { isFullDisk } from "../io/full-disk.ts";
import { treeBytes } from "../io/tree.ts";
import { ASSUMED_UNPACK_RATIO, BUDGET_MARGIN } from "../limits.ts";
import type { FileSystem, Instruments } from "../platform/measure.ts";
import type { Platform } from "../platform/platform.ts";
import { type Place, type SpaceNeed, spaceNeeds } from "./rows.ts";

/** Bytes. */
export interface BudgetSizes {
  readonly archive: number;
  readonly payload: number;
  readonly database: number;
  readonly data: number;
}
type Lines = Budget["fileSystems"][number]["lines"];
type BudgetPurpose = Lines[number]["purpose"];

const IN_BUDGET: ReadonlySet<string> = new Set(BUDGET_PURPOSES);
const isInBudget = (need: SpaceNeed): need is SpaceNeed & { purpose: BudgetPurpose } =>
  IN_BUDGET.has(need.purpose);

/**
 * Pure. The space that the rows need for a run of which only the sizes are known. `root` holds the archive and the release, `state` the copies;
 * they may be the same file system.
 */
export function budgetOf(
  sizes: BudgetSizes,
  { root, state }: { root: FileSystem; state: FileSystem },
): Budget {
  const needs = spaceNeeds({
    kind: "update",
    changesRelease: true,
    migrations: null,
    sizes: { ...sizes, restored: { database: 0, data: 0 } },
  }).filter(isInBudget);
  const linesOn = (...on: Place[]): Lines =>
    needs.filter(({ place }) => on.includes(place)).map(({ purpose, bytes }) => ({ purpose, bytes }));
  const places =
    root.device === state.device
      ? [{ at: root, lines: linesOn("root", "state") }]
      : [
          { at: root, lines: linesOn("root") },
          { at: state, lines: linesOn("state") },
        ];
  return {
    fileSystems: places.map(({ at, lines }) => {
      const sum = lines.reduce((total, { bytes }) => total + bytes, 0);
      const margin = Math.ceil(sum * BUDGET_MARGIN);
      return {
        mountPoint: at.mountPoint,
        free: at.free,
        needed: sum + margin,
        lines: [...lines, { purpose: "margin", bytes: margin }],
      };
    }),
  };
}

/** `stored`: bytes of the archive that are already on the disk; `payload`: what the browser read in the file's header, if it could. */
export async function measureBudget(
  platform: Platform,
  instruments: Instruments,
  archive: { readonly bytes: number; readonly stored: number; readonly payload: number | null },
): Promise<Budget> {
  const { config } = platform;
  const [root, state, database, ...data] = await Promise.all([
    instruments.fileSystem(platform.root.uploads),
    instruments.fileSystem(config.state),
    platform.database.size(),
    ...config.dataDirectories.map(treeBytes),
  ]);
  const sizes = {
    archive: Math.max(0, archive.bytes - archive.stored),
    payload: archive.payload ?? archive.bytes * ASSUMED_UNPACK_RATIO,
    database,
    data: data.reduce((sum, bytes) => sum + bytes, 0),
  };
  return budgetOf(sizes, { root, state });
}

/** Another program may have used the space since it was measured. Names the disk when a full one is what failed. */
export async function nameFullDisk(
  instruments: Instruments,
  path: string,
  expected: number,
  thrown: unknown,
): Promise<unknown> {
  const full =
    thrown instanceof CodedError
      ? thrown.code === "DISK_FULL" && !("found" in thrown.facts)
      : isFullDisk(thrown);
  if (!full) return thrown;
  const { free, mountPoint } = await instruments.fileSystem(path);
  return new CodedError("DISK_FULL", { found: free, expected, subject: mountPoint }, thrown);
}

/** @throws CodedError DISK_FULL naming the first file system that is too small */
export function requireBudget({ fileSystems }: Budget): void {
  for (const { mountPoint, free, needed } of fileSystems)
    if (free < needed)
      throw new CodedError("DISK_FULL", { found: free, expected: needed, subject: mountPoint });
}
