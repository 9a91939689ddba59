/**
 * The disks that the platform stands on. After a reboot one may be mounted late or not at all: what is then found is an empty folder,
 * and whoever writes into it writes under the disk.
 */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { CodedError } from "../../shared/errors.ts";
import { writeFileDurably } from "../io/atomic-file.ts";
import { mountPoints } from "../io/mounts.ts";
import { type PlatformConfig, stateLayout } from "./platform-file.ts";

type Places = Pick<PlatformConfig, "root" | "state" | "database" | "dataDirectories">;

/** Absolute path of a place → mount point of the disk it lies on. */
const rememberedSchema = z.record(z.string(), z.string());

const holds = (mount: string, path: string): boolean => mount === "/" || path === mount || path.startsWith(`${mount}/`);
const diskOf = (mounts: readonly string[], path: string): string =>
  mounts.filter((mount) => holds(mount, path)).reduce((longest, mount) => (mount.length > longest.length ? mount : longest), "/");

/** The mount point below which each of the places lies, the database's first. */
export async function disksOf({ database, dataDirectories }: Pick<Places, "database" | "dataDirectories">): Promise<string[]> {
  const mounts = await mountPoints();
  return [database.file, ...dataDirectories].map((path) => diskOf(mounts, path));
}

const placesOf = ({ root, database, dataDirectories }: Places): string[] => [root, database.file, ...dataDirectories];

/**
 * Asked before anything is started, or decided. A place that has moved on purpose is no longer asked for; a disk that is mounted
 * nowhere any more is.
 * @throws CodedError DISK_MISSING, facts `disk`, `subject` (the place), `file` (where it is remembered)
 */
export async function requireDisks(config: Places): Promise<void> {
  const file = stateLayout(config.state).disks;
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null) return;
  const remembered = rememberedSchema.parse(JSON.parse(text));
  const mounts = await mountPoints();
  for (const subject of placesOf(config)) {
    const disk = remembered[subject];
    if (disk !== undefined && !mounts.includes(disk)) throw new CodedError("DISK_MISSING", { disk, subject, file });
  }
}

/** After a look that found them all. */
export async function rememberDisks(config: Places): Promise<void> {
  const file = stateLayout(config.state).disks;
  const mounts = await mountPoints();
  const text = JSON.stringify(Object.fromEntries(placesOf(config).map((place) => [place, diskOf(mounts, place)])), null, 2);
  if ((await readFile(file, "utf8").catch(() => null)) !== text) await writeFileDurably(file, text, { mode: 0o644 });
}
