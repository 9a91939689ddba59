/**
 * The disks that hold the platform. After a reboot one may be mounted late or not at all: its mount point is then an empty folder,
 * and what a process writes into it is hidden once the disk is mounted.
 */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { CodedError, type ErrorReport, reportOf } from "../../shared/errors.ts";
import { exists, writeFileDurably } from "../io/atomic-file.ts";
import { mountPoints } from "../io/mounts.ts";
import { MOUNT_WAIT_MS } from "../limits.ts";
import { stateLayout } from "./layout.ts";
import type { PlatformConfig } from "./platform-file.ts";

type Places = Pick<PlatformConfig, "root" | "state" | "places">;

/** Name of a place → mount point of the disk that holds it. */
const rememberedSchema = z.record(z.string(), z.string());

const holds = (mount: string, path: string): boolean =>
  mount === "/" || path === mount || path.startsWith(`${mount}/`);
const diskOf = (mounts: readonly string[], path: string): string =>
  mounts
    .filter((mount) => holds(mount, path))
    .reduce((longest, mount) => (mount.length > longest.length ? mount : longest), "/");

/** The mount point below which each of the places lies, the database's first. */
export async function disksOf({ places }: Pick<Places, "places">): Promise<string[]> {
  const mounts = await mountPoints();
  return places.map(({ path }) => diskOf(mounts, path));
}

/** The root, and what the platform file names: the name, and where it leads. */
const placesOf = ({ root, places }: Places): [name: string, path: string][] => [
  [root, root],
  ...places.map(({ name, path }): [string, string] => [name, path]),
];

/** Empty where it was never written, or where it was edited and is no longer valid. */
async function remembered(file: string): Promise<Readonly<Record<string, string>>> {
  try {
    return rememberedSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return {};
  }
}

/** A share that an automounter has unmounted when idle is mounted again as soon as a process looks into it. */
async function isMounted(disk: string): Promise<boolean> {
  const there = async (): Promise<boolean> => disk === "/" || (await mountPoints()).includes(disk);
  if (await there()) return true;
  await Promise.race([
    stat(join(disk, ".")).catch(() => {}),
    delay(MOUNT_WAIT_MS, undefined, { ref: false }),
  ]);
  return await there();
}

/**
 * Called before anything is started or decided. A place that the platform file no longer names is not checked; a disk that is no
 * longer mounted anywhere is reported.
 * @throws CodedError DISK_MISSING, facts `disk`, `subject` (the place), `file` (where it is remembered)
 */
export async function requireDisks(config: Places): Promise<void> {
  const file = stateLayout(config.state).disks;
  const known = await remembered(file);
  for (const [subject] of placesOf(config)) {
    const disk = known[subject];
    if (disk !== undefined && !(await isMounted(disk)))
      throw new CodedError("DISK_MISSING", { disk, subject, file });
  }
}

/** The same as a report. */
export const missingDisk = (config: Places): Promise<ErrorReport | null> =>
  requireDisks(config).then(
    () => null,
    (error) => reportOf(error),
  );

/** Called after all disks were found. A place that does not exist keeps the disk that was remembered for it. */
export async function rememberDisks(config: Places): Promise<void> {
  const file = stateLayout(config.state).disks;
  const before = await remembered(file);
  const mounts = await mountPoints();
  const disks: Record<string, string> = {};
  for (const [name, path] of placesOf(config)) {
    const disk = (await exists(path)) ? diskOf(mounts, path) : before[name];
    if (disk !== undefined) disks[name] = disk;
  }
  if (!isDeepStrictEqual(disks, before))
    await writeFileDurably(file, JSON.stringify(disks, null, 2), { mode: 0o644 });
}
