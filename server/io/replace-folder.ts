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

/** A folder is made, given its owner and renamed where `replaceFolder` would do it; nothing of it stays. @throws what would stand in the way */
export async function tryReplacing(original: string, name: string): Promise<void> {
  const beside = (await mountPoints()).includes(original) ? original : dirname(original);
  const trial = join(beside, `.superviseur-${name}`);
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

/** The copy is whole beside the folder before the present one gives up its name. */
async function exchange(copy: string, original: string): Promise<void> {
  const aside = join(dirname(original), `.${basename(original)}.restored`);
  const retired = join(dirname(original), `.${basename(original)}.retired`);
  await removeDurably(aside);
  await copyMakingRoom(copy, aside, async () => {
    await removeDurably(retired);
    await removeDurably(original);
  });
  await removeDurably(retired);
  if (await exists(original)) await renameDurably(original, retired);
  await renameDurably(aside, original);
  await removeDurably(retired);
}

/** What a file system is mounted on can't be renamed: what is in it is exchanged instead. A crash in between leaves less than all of it. */
export async function refill(copy: string, original: string): Promise<void> {
  const aside = join(original, ".superviseur.restored");
  const empty = async (): Promise<void> => {
    for (const name of await readdir(original))
      if (name !== LOST_AND_FOUND && name !== basename(aside)) await removeDurably(join(original, name));
  };
  await removeDurably(aside);
  await copyMakingRoom(copy, aside, empty);
  await empty();
  for (const name of await readdir(aside)) await renameDurably(join(aside, name), join(original, name));
  await removeDurably(aside);
  await takeAfter(copy, original);
  await syncDirectory(original);
}

/** No room for both: what is there now is what nobody wants any more, and the copy stands whole. */
async function copyMakingRoom(copy: string, aside: string, makeRoom: () => Promise<void>): Promise<void> {
  await copyTree(copy, aside).catch(async (error) => {
    if (!isFullDisk(error)) throw error;
    await removeDurably(aside);
    await makeRoom();
    await copyTree(copy, aside);
  });
}
