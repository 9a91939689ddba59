/** A restore point: database and data as they were at one instant. Taken in one place, put back in one place, whoever asks. */
import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import type { RunId } from "../../shared/journal.ts";
import { exists, removeDurably, renameDurably } from "../io/atomic-file.ts";
import { isFullDisk } from "../io/full-disk.ts";
import { copyTree } from "../io/tree.ts";
import type { Platform } from "../platform/platform.ts";

/** Written last: what has none is no restore point. */
export const RESTORE_POINT_SEAL = "restore-point.json";

const sealSchema = z.object({
  version: z.string(),
  /** Unix ms. */
  at: z.number().int(),
  bytes: z.number().int(),
  data: z.object({ bytes: z.number().int() }),
  /** Where database and data folders stood: the platform file may have been edited since. */
  places: z.object({ database: z.string(), data: z.array(z.string()) }),
});
export type RestorePoint = z.infer<typeof sealSchema>;

export const dataCopy = (directory: string, index: number, original: string): string =>
  join(directory, "data", `${index}-${basename(original)}`);

export const placesOf = ({ config }: Platform): RestorePoint["places"] => ({
  database: config.database.file,
  data: [...config.dataDirectories],
});

/** A whole restore point of the platform as it is configured now; null where there is none. */
export async function restorePointOf(platform: Platform, runId: RunId): Promise<RestorePoint | null> {
  try {
    const seal = await readFile(join(platform.state.restorePoint(runId), RESTORE_POINT_SEAL), "utf8");
    const point = sealSchema.parse(JSON.parse(seal));
    return JSON.stringify(point.places) === JSON.stringify(placesOf(platform)) ? point : null;
  } catch {
    return null;
  }
}

/** Puts database and data back exactly; the platform is stopped (caller's duty). May be called again after a crash. */
export async function putBack(platform: Platform, runId: RunId): Promise<void> {
  const directory = platform.state.restorePoint(runId);
  await platform.database.restore(join(directory, "database"));
  for (const [index, original] of platform.config.dataDirectories.entries()) {
    const copy = dataCopy(directory, index, original);
    if (await exists(copy)) await restoreFolder(copy, original);
  }
}

/** Puts one data folder back: the copy is whole beside it before the present one gives up its name. */
async function restoreFolder(copy: string, original: string): Promise<void> {
  const aside = join(dirname(original), `.${basename(original)}.restored`);
  const retired = join(dirname(original), `.${basename(original)}.retired`);
  await removeDurably(aside);
  await copyTree(copy, aside).catch(async (error) => {
    // No room for both: what is there now is what nobody wants any more, and the point stands whole.
    if (!isFullDisk(error)) throw error;
    await removeDurably(aside);
    await removeDurably(retired);
    await removeDurably(original);
    await copyTree(copy, aside);
  });
  await removeDurably(retired);
  if (await exists(original)) await renameDurably(original, retired);
  await renameDurably(aside, original);
  await removeDurably(retired);
}
