/**
 * What was written to the data folders since: one line a file (path, size, time of its last change), in the order of the walk, so
 * that two walks are compared side by side and neither is held in memory.
 */
import { createReadStream } from "node:fs";
import { lstat, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { Losses } from "../../shared/journal.ts";
import { writeFileDurably } from "../io/atomic-file.ts";

/** The folder's index among the platform's data folders and the names below it; then what changes with the contents. */
const markSchema = z.tuple([z.number().int(), z.array(z.string()), z.string()]);
type Mark = z.infer<typeof markSchema>;

/** Entries in one fixed order. A file that goes while it is looked at is gone. */
async function* walk(directory: string, index: number, names: readonly string[] = []): AsyncGenerator<Mark> {
  const folder = join(directory, ...names);
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = [...names, entry.name];
    if (entry.isDirectory()) yield* walk(directory, index, path);
    else if (entry.isFile() || entry.isSymbolicLink()) {
      const contents = await contentsOf(join(folder, entry.name), entry.isSymbolicLink());
      if (contents !== null) yield [index, path, contents];
    }
  }
}

/** A copy keeps a file's time to the millisecond only: finer ones would make every file that a rollback put back a changed one. */
async function contentsOf(path: string, isLink: boolean): Promise<string | null> {
  try {
    if (isLink) return `link ${await readlink(path)}`;
    const { size, mtimeMs } = await lstat(path);
    return `${size} ${Math.round(mtimeMs)}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function* walkAll(directories: readonly string[]): AsyncGenerator<Mark> {
  for (const [index, directory] of directories.entries()) yield* walk(directory, index);
}

/** The order of the walk. */
function compare([folderA, a]: Mark, [folderB, b]: Mark): number {
  if (folderA !== folderB) return folderA - folderB;
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const [nameA = "", nameB = ""] = [a[at], b[at]];
    if (nameA !== nameB) return nameA < nameB ? -1 : 1;
  }
  return a.length - b.length;
}

/** Writes down how every file is now. */
export async function markFiles(directories: readonly string[], file: string): Promise<{ files: number }> {
  let files = 0;
  async function* lines(): AsyncGenerator<Uint8Array> {
    for await (const mark of walkAll(directories)) {
      files += 1;
      yield Buffer.from(`${JSON.stringify(mark)}\n`);
    }
  }
  await writeFileDurably(file, lines());
  return { files };
}

async function* marksIn(file: string): AsyncGenerator<Mark> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) yield markSchema.parse(JSON.parse(line));
}

/** Files written since the marks. */
export async function filesSince(directories: readonly string[], file: string): Promise<Losses["files"]> {
  const losses = { added: 0, changed: 0, deleted: 0 };
  const [before, after] = [marksIn(file), walkAll(directories)];
  let [then, now] = [await before.next(), await after.next()];
  while (!then.done || !now.done) {
    const order = then.done ? 1 : now.done ? -1 : compare(then.value, now.value);
    if (order < 0) losses.deleted += 1;
    else if (order > 0) losses.added += 1;
    else if (!then.done && !now.done && then.value[2] !== now.value[2]) losses.changed += 1;
    if (order <= 0) then = await before.next();
    if (order >= 0) now = await after.next();
  }
  return losses;
}
