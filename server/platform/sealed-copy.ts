/** Copies that count only once they are sealed: a folder without its seal is an unfinished copy. */
import { join } from "node:path";
import { exists } from "../io/atomic-file.ts";
import { copyTree, treeBytes } from "../io/tree.ts";
import { requireOwnPlaces } from "./data-places.ts";
import type { PlatformConfig } from "./platform-file.ts";
import { dataCopy } from "./restore-point.ts";

/** The file that makes the folder a backup; written last. */
export const BACKUP_SEAL = "backup.json";
export const isSealed = (directory: string, seal = BACKUP_SEAL): Promise<boolean> =>
  exists(join(directory, seal));

interface Copied {
  readonly files: number;
  readonly bytes: number;
}

/** Copies every data folder below `directory`: their sum, and each in the platform file's order; null for one that does not exist. */
export async function copyData(
  { dataDirectories }: Pick<PlatformConfig, "dataDirectories">,
  directory: string,
  onProgress: (done: number, total: number) => void,
): Promise<Copied & { readonly folders: readonly (Copied | null)[] }> {
  // Checked before consent, and again here: the folders may have changed since.
  await requireOwnPlaces(dataDirectories);
  const total = (await Promise.all(dataDirectories.map(treeBytes))).reduce((sum, bytes) => sum + bytes, 0);
  let done = 0;
  const folders: (Copied | null)[] = [];
  for (const [index, original] of dataDirectories.entries()) {
    const copy = async (): Promise<Copied> =>
      await copyTree(
        original,
        dataCopy(directory, index, original),
        (bytes) => {
          done += bytes;
          onProgress(done, total);
        },
        { mayVanish: true },
      );
    folders.push((await exists(original)) ? await copy() : null);
  }
  return { files: folders.reduce((sum, folder) => sum + (folder?.files ?? 0), 0), bytes: done, folders };
}
