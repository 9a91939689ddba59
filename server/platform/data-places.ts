/** Data folders that could not be saved or put back exactly, because of where they lead to. */
import { realpath } from "node:fs/promises";
import { mountPoints } from "../io/mounts.ts";
import { linksIn } from "../io/tree.ts";

/** Absolute paths. `disk`: another disk is mounted within the folder; `link`: it leads out of all of them. */
export interface Misplaced {
  readonly kind: "disk" | "link";
  /** The data folder, or the link. */
  readonly subject: string;
  /** Where the disk is mounted, or where the link leads to. */
  readonly found: string;
  /** The data folder. */
  readonly folder: string;
}

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** Walks all folders. A disk within a folder can neither be renamed nor emptied; what a link leads to outside is not ours to save. */
export async function misplacedIn(folders: readonly string[]): Promise<Misplaced[]> {
  const mounts = await mountPoints();
  const misplaced: Misplaced[] = [];
  for (const folder of folders) {
    for (const found of mounts)
      if (found !== folder && isWithin(found, folder)) misplaced.push({ kind: "disk", subject: folder, found, folder });
    for (const link of await linksIn(folder)) {
      const target = await realpath(link).catch(() => null);
      if (target !== null && !folders.some((other) => isWithin(target, other)))
        misplaced.push({ kind: "link", subject: link, found: target, folder });
    }
  }
  return misplaced;
}
