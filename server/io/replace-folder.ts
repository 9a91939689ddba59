/** Puts a copy of a folder in the folder's place. The copy stays; after a crash it is done again. */
import { mkdir, readdir, rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { exists, removeDurably, renameDurably, syncDirectory } from "./atomic-file.ts";
import { isFullDisk } from "./full-disk.ts";
import { mountPoints } from "./mounts.ts";
import { copyTree, LOST_AND_FOUND, takeAfter } from "./tree.ts";

export async function replaceFolder(copy: string, original: string): Promise<void> {
  if ((await mountPoints()).includes(original)) await refill(copy, original);
  else await exchange(copy, original);
}

/** A folder is made, given its owner and renamed where `replaceFolder` would do it; nothing of it stays. @throws what would prevent a replacement */
export async function tryReplacing(original: string, name: string): Promise<void> {
  const parent = (await mountPoints()).includes(original) ? original : dirname(original);
  const trial = join(parent, `.superviseur-${name}`);
  const renamed = `${trial}.renamed`;
  try {
    for (const left of [trial, renamed]) await removeDurably(left);
    await mkdir(trial);
    await takeAfter(original, trial);
    await rename(trial, renamed);
  } finally {
    for (const left of [trial, renamed]) await removeDurably(left).catch(() => {});
  }
}

/** The copy is complete next to the folder before the present one gives up its name. */
async function exchange(copy: string, original: string): Promise<void> {
  const temporary = join(dirname(original), `.${basename(original)}.restored`);
  const retired = join(dirname(original), `.${basename(original)}.retired`);
  await removeDurably(temporary);
  await copyMakingRoom(copy, temporary, async () => {
    await removeDurably(retired);
    await removeDurably(original);
  });
  await removeDurably(retired);
  if (await exists(original)) await renameDurably(original, retired);
  await renameDurably(temporary, original);
  await removeDurably(retired);
}

/** What a file system is mounted on can't be renamed: what is in it is exchanged instead. A crash in between leaves less than all of it. */
export async function refill(copy: string, original: string): Promise<void> {
  const temporary = join(original, ".superviseur.restored");
  const empty = async (): Promise<void> => {
    for (const name of await readdir(original))
      if (name !== LOST_AND_FOUND && name !== basename(temporary)) await removeDurably(join(original, name));
  };
  await removeDurably(temporary);
  await copyMakingRoom(copy, temporary, empty);
  await empty();
  for (const name of await readdir(temporary))
    await renameDurably(join(temporary, name), join(original, name));
  await removeDurably(temporary);
  await takeAfter(copy, original);
  await syncDirectory(original);
}

/** When there is no room for both: what is there now is to be replaced anyway, and the copy is complete. */
async function copyMakingRoom(copy: string, temporary: string, makeRoom: () => Promise<void>): Promise<void> {
  await copyTree(copy, temporary).catch(async (error) => {
    if (!isFullDisk(error)) throw error;
    await removeDurably(temporary);
    await makeRoom();
    await copyTree(copy, temporary);
  });
}
