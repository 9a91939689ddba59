/** A restore point: database and data as they were at one instant. Taken in one place and put back in one place, for rollbacks and reverts alike. */
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import type { RunId } from "../../shared/journal.ts";
import { removeDurably } from "../io/atomic-file.ts";
import { replaceFolder } from "../io/replace-folder.ts";
import { listTree } from "../io/tree.ts";
import { disksOf } from "./disks.ts";
import type { Platform } from "./platform.ts";

/** Written last: a folder without it is not a restore point. */
export const RESTORE_POINT_SEAL = "restore-point.json";

const sealSchema = z.object({
  version: z.string(),
  /** Unix ms. */
  at: z.number().int(),
  bytes: z.number().int(),
  data: z.object({
    bytes: z.number().int(),
    /** What was copied of each of `places.data`; null for a folder that did not exist. */
    folders: z.array(z.object({ files: z.number().int(), bytes: z.number().int() }).nullable()),
  }),
  /** The database's identity and where the data folders were: the platform file may have been edited since. */
  places: z.object({ database: z.string(), data: z.array(z.string()) }),
  /** Mount points of the disks that they stood on, the database's first: one of them may be missing after a reboot. */
  disks: z.array(z.string()),
});
export type RestorePoint = z.infer<typeof sealSchema>;

export const dataCopy = (directory: string, index: number, original: string): string =>
  join(directory, "data", `${index}-${basename(original)}`);

export const placesOf = ({ config, database }: Platform): RestorePoint["places"] => ({
  database: database.identity,
  data: [...config.dataDirectories],
});

/** @throws when database or data would be put somewhere else than where they were taken */
async function requireSamePlaces({ places, disks }: RestorePoint, platform: Platform): Promise<void> {
  if (JSON.stringify(places) !== JSON.stringify(placesOf(platform)))
    throw new Error(`the restore point was taken of other places: ${JSON.stringify(places)}`);
  const mounted = await disksOf(platform.config);
  const missing = disks.find((disk, index) => disk !== mounted[index]);
  if (missing !== undefined)
    throw new Error(`the disk ${missing} is not mounted as it was when the restore point was taken`);
}

const readSeal = async (directory: string): Promise<RestorePoint> =>
  sealSchema.parse(JSON.parse(await readFile(join(directory, RESTORE_POINT_SEAL), "utf8")));

/** A whole restore point of the platform as it is configured now; null where there is none. */
export async function restorePointOf(platform: Platform, runId: RunId): Promise<RestorePoint | null> {
  try {
    const point = await readSeal(platform.state.restorePoint(runId));
    await requireSamePlaces(point, platform);
    return point;
  } catch {
    return null;
  }
}

/**
 * Puts database and data back exactly; the platform is stopped (caller's duty). May be called again after a crash.
 * @throws when anything of the point is missing or damaged: then nothing was touched
 */
export async function putBack(platform: Platform, runId: RunId): Promise<void> {
  const directory = platform.state.restorePoint(runId);
  const point = await readSeal(directory);
  await requireSamePlaces(point, platform);
  const { data } = point;
  const folders = platform.config.dataDirectories.map((original, index) => {
    const taken = data.folders[index];
    if (taken === undefined) throw new Error(`the restore point does not know ${original}`);
    return { original, copy: dataCopy(directory, index, original), taken };
  });
  for (const { copy, taken } of folders) if (taken !== null) await requireWhole(copy, taken);
  await platform.database.restore(join(directory, "database"));
  for (const { original, copy, taken } of folders)
    if (taken === null) await removeDurably(original);
    else await replaceFolder(copy, original);
}

/** Each file with the bytes that were copied: a disk that lost some is noticed before anything is given up for it. */
async function requireWhole(copy: string, taken: { files: number; bytes: number }): Promise<void> {
  const files = await listTree(copy);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (files.length === taken.files && bytes === taken.bytes) return;
  throw new Error(
    `the restore point is damaged: ${copy} holds ${files.length} files of ${taken.files}, ${bytes} bytes of ${taken.bytes}`,
  );
}
