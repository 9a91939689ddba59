/** Whole folders: copy, link, size, sync. */
import { constants } from "node:fs";
import { chmod, chown, copyFile, lchown, link, lstat, mkdir, readdir, readlink, stat, symlink, utimes } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { syncDirectory, syncFile } from "./atomic-file.ts";

export interface TreeFile {
  /** Relative to the folder walked. */
  readonly path: string;
  readonly bytes: number;
  readonly kind: "file" | "link";
}

/** At the top of each ext file system: the kernel's own, and nobody's data. */
export const LOST_AND_FOUND = "lost+found";

/** Files and symbolic links below `directory`, and its folders (itself too, as ""), in a fixed order. Other kinds (sockets, devices) are left out. */
async function walkTree(directory: string): Promise<{ files: TreeFile[]; folders: string[] }> {
  const files: TreeFile[] = [];
  const folders: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    folders.push(relative(directory, folder));
    const entries = await readdir(folder, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (folder === directory && entry.name === LOST_AND_FOUND) continue;
      if (entry.isDirectory()) await walk(path);
      else if (entry.isSymbolicLink()) files.push({ path: relative(directory, path), bytes: 0, kind: "link" });
      else if (entry.isFile()) files.push({ path: relative(directory, path), bytes: (await lstat(path)).size, kind: "file" });
    }
  };
  await walk(directory);
  return { files, folders };
}

/** Every file and symbolic link below `directory`, in a fixed order. */
export const listTree = async (directory: string): Promise<TreeFile[]> => (await walkTree(directory)).files;

/** Bytes of all regular files below `directory`; 0 when it is absent. */
export async function treeBytes(directory: string): Promise<number> {
  const files = await listTree(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return files.reduce((sum, file) => sum + file.bytes, 0);
}

/** Only root may give a file to somebody else; anybody else copies their own files only. */
const isRoot = process.getuid?.() === 0;

/** Owner, mode and times of `original`, so that a restored file is the one that its owner can still write. */
export async function takeAfter(original: string, copy: string): Promise<void> {
  const { uid, gid, mode, atime, mtime } = await stat(original);
  if (isRoot) await chown(copy, uid, gid);
  await chmod(copy, mode & 0o7777);
  await utimes(copy, atime, mtime);
}

/** One file with its owner, mode and times, synced. */
export async function copyFileExactly(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  await takeAfter(from, to);
  await syncFile(to);
}

/**
 * Copies `from` to `to`, which must not exist, every file and folder synced. Blocks are shared where the file system can
 * (FICLONE), so that a restore point on btrfs or XFS costs no space.
 */
export async function copyTree(
  from: string,
  to: string,
  onBytes: (bytes: number) => void = () => {},
): Promise<{ files: number; bytes: number }> {
  const { files, folders } = await walkTree(from);
  for (const folder of folders) await mkdir(join(to, folder), { recursive: true });
  let bytes = 0;
  for (const file of files) {
    const target = join(to, file.path);
    if (file.kind === "link") {
      await symlink(await readlink(join(from, file.path)), target);
      const { uid, gid } = await lstat(join(from, file.path));
      if (isRoot) await lchown(target, uid, gid);
    } else {
      await copyFileExactly(join(from, file.path), target);
      bytes += file.bytes;
      onBytes(file.bytes);
    }
  }
  // The innermost first: what is put into a folder changes its times.
  for (const folder of folders.toReversed()) {
    await takeAfter(join(from, folder), join(to, folder));
    await syncDirectory(join(to, folder));
  }
  await syncDirectory(dirname(to));
  return { files: files.length, bytes };
}

/** Gives a file a second name without copying it; a name that stands already is kept when it is the same file. */
export async function linkFile(from: string, to: string, mode: number): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await link(from, to).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
    const [source, target] = [await lstat(from), await lstat(to)];
    if (source.ino !== target.ino || source.dev !== target.dev) throw error;
  });
  await chmod(to, mode);
}

/** Syncs every folder of a tree whose files are synced already. */
export async function syncFolders(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) await syncFolders(join(directory, entry.name));
  }
  await syncDirectory(directory);
}
