/** Data folders that could not be saved or put back exactly, because of where they lead to. */
import { realpath } from "node:fs/promises";
import { CodedError } from "../../shared/errors.ts";
import { mountPoints } from "../io/mounts.ts";
import { linksIn } from "../io/tree.ts";

/** Absolute paths. `disk`: another disk is mounted within the folder; `link`: it leads out of all of them. */
export interface Misplaced {
  readonly kind: "disk" | "link";
  /** Where the disk is mounted, or the link. */
  readonly subject: string;
  /** The data folder that holds the disk, or where the link leads to. */
  readonly found: string;
}

/** No more are reported: where every image is a link, the first few are enough. */
const REPORTED_MAX = 5;

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/**
 * The first few. A disk within a folder can neither be renamed nor emptied; what a link leads to outside is not ours to save.
 * `links`: the symbolic links in each folder, in the order of `folders`.
 */
export async function misplacedIn(
  folders: readonly string[],
  links: readonly (readonly string[])[],
): Promise<Misplaced[]> {
  const mounts = [...new Set(await mountPoints())];
  const misplaced: Misplaced[] = folders.flatMap((found) =>
    mounts
      .filter((subject) => subject !== found && isWithin(subject, found))
      .map((subject) => ({ kind: "disk", subject, found }) as const),
  );
  for (const subject of new Set(links.flat())) {
    if (misplaced.length >= REPORTED_MAX) break;
    const found = await realpath(subject).catch(() => null);
    if (found !== null && !folders.some((folder) => isWithin(found, folder)))
      misplaced.push({ kind: "link", subject, found });
  }
  return misplaced.slice(0, REPORTED_MAX);
}

/** @throws CodedError DATA_FOLDER_SPLIT, DATA_LINK_OUTSIDE */
export async function requireOwnPlaces(folders: readonly string[]): Promise<void> {
  const [misplaced] = await misplacedIn(folders, await Promise.all(folders.map(linksIn)));
  if (misplaced === undefined) return;
  const { kind, subject, found } = misplaced;
  if (kind === "disk") throw new CodedError("DATA_FOLDER_SPLIT", { subject: found, found: subject });
  throw new CodedError("DATA_LINK_OUTSIDE", { subject, found });
}
