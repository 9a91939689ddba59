/** Every file of a folder with its content, as lines of text. */
import { readlink } from "node:fs/promises";
import { join } from "node:path";
import { sha256OfFile } from "../../server/io/sha256.ts";
import { listTree } from "../../server/io/tree.ts";

/** Null where there is no file. */
export const sha256Of = (path: string): Promise<string | null> => sha256OfFile(path).catch(() => null);

/** Working files of SQLite, rewritten by every process that opens a database; the lock is one of them. */
const WORKING = /-(?:wal|shm)$|\.lock(?:-journal)?$|\.reserve$/;

export async function treeDigest(directory: string): Promise<string[]> {
  const files = await listTree(directory);
  const lines = files
    .filter(({ path }) => !WORKING.test(path))
    .map(async ({ path, kind }) => {
      const whole = join(directory, path);
      return `${path} ${kind === "link" ? await readlink(whole) : await sha256Of(whole)}`;
    });
  return await Promise.all(lines);
}
