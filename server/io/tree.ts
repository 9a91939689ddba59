/** Whole folders: copy, link, size, sync. */
import { constants } from "node:fs";
import {
  chmod,
  chown,
  copyFile,
  lchown,
  link,
  lstat,
  mkdir,
  readdir,
  readlink,
  realpath,
  rm,
  stat,
  symlink,
  utimes,
} from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { syncDirectory, syncFile } from "./atomic-file.ts";

export interface TreeFile {
  /** Relative to the folder walked. */
  readonly path: string;
  readonly bytes: number;
  readonly kind: "file" | "link";
}

/** At the top of each ext file system: the kernel's own, not data. */
export const LOST_AND_FOUND = "lost+found";

/** True when `path` is not there any more. */
const isGone = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === "ENOENT",
  );

/** Files and symbolic links below `directory`, and its folders (itself too, as ""), in a fixed order. Other kinds (sockets, devices) are left out. */
async function walkTree(
  directory: string,
  mayVanish = false,
): Promise<{ files: TreeFile[]; folders: string[] }> {
  const files: TreeFile[] = [];
  const folders: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(async (error) => {
      if (mayVanish && folder !== directory && (await isGone(folder))) return null;
      throw error;
    });
    if (entries === null) return;
    folders.push(relative(directory, folder));
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (folder === directory && entry.name === LOST_AND_FOUND) continue;
      if (entry.isDirectory()) await walk(path);
      else if (entry.isSymbolicLink())
        files.push({ path: relative(directory, path), bytes: 0, kind: "link" });
      else if (entry.isFile()) {
        const size = await lstat(path).then(
          (found) => found.size,
          async (error) => {
            if (mayVanish && error.code === "ENOENT") return null;
            throw error;
          },
        );
        if (size !== null) files.push({ path: relative(directory, path), bytes: size, kind: "file" });
      }
    }
  };
  await walk(directory);
  return { files, folders };
}

/** Every file and symbolic link below `directory`, in a fixed order. */
export const listTree = async (directory: string): Promise<TreeFile[]> => (await walkTree(directory)).files;

/** Symbolic links below `directory`, absolute; none when it is absent. */
export const linksIn = async (directory: string): Promise<readonly string[]> =>
  (await measureTree(directory)).links;

/**
 * Links in copies still lead to the originals: those that lead to one of them are turned to its copy, the others are removed. A program
 * that works with the copies changes nothing else.
 */
export async function turnLinks(
  folders: readonly { readonly original: string; readonly copy: string }[],
): Promise<void> {
  for (const { original, copy } of folders) {
    for (const link of await linksIn(copy)) {
      const target = await realpath(join(original, relative(copy, link))).catch(() => null);
      const home =
        target === null
          ? undefined
          : folders.find((folder) => target === folder.original || target.startsWith(`${folder.original}/`));
      await rm(link);
      if (target !== null && home !== undefined)
        await symlink(join(home.copy, relative(home.original, target)), link);
    }
  }
}

/** Bytes of all regular files below `directory`, and every symbolic link, in one walk; nothing when it is absent. */
export async function measureTree(
  directory: string,
): Promise<{ readonly bytes: number; readonly links: readonly string[] }> {
  if (await isGone(directory)) return { bytes: 0, links: [] };
  const { files } = await walkTree(directory, true);
  return {
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    links: files.filter(({ kind }) => kind === "link").map(({ path }) => join(directory, path)),
  };
}
export const treeBytes = async (directory: string): Promise<number> => (await measureTree(directory)).bytes;

/** Only root may give a file to another account; any other user copies only their own files. */
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

async function copyLink(from: string, to: string): Promise<void> {
  await symlink(await readlink(from), to);
  const { uid, gid } = await lstat(from);
  if (isRoot) await lchown(to, uid, gid);
}

interface CopyOptions {
  /** The folder is in use: what the platform removes before it is copied is not an error. */
  readonly mayVanish?: boolean;
}

/**
 * Copies `from` to `to`, which must not exist, every file and folder synced. Blocks are shared where the file system can
 * (FICLONE), so that a restore point on btrfs or XFS costs no space.
 */
export async function copyTree(
  from: string,
  to: string,
  onBytes: (bytes: number) => void = () => {},
  { mayVanish = false }: CopyOptions = {},
): Promise<{ files: number; bytes: number }> {
  const { files, folders } = await walkTree(from, mayVanish);
  const unlessGone = async (path: string, copy: () => Promise<void>): Promise<boolean> =>
    await copy().then(
      () => true,
      async (error: unknown) => {
        if (mayVanish && (await isGone(path))) return false;
        throw error;
      },
    );
  for (const folder of folders) await mkdir(join(to, folder), { recursive: true });
  let copied = 0;
  let bytes = 0;
  for (const file of files) {
    const [source, target] = [join(from, file.path), join(to, file.path)];
    const isCopied = await unlessGone(source, () =>
      file.kind === "link" ? copyLink(source, target) : copyFileExactly(source, target),
    );
    if (!isCopied) {
      await rm(target, { force: true });
      continue;
    }
    copied += 1;
    if (file.kind === "link") continue;
    // Of the copy: the file may have grown since it was found.
    const { size } = await lstat(target);
    bytes += size;
    onBytes(size);
  }
  // The innermost first: what is put into a folder changes its times.
  for (const folder of folders.toReversed()) {
    await unlessGone(join(from, folder), () => takeAfter(join(from, folder), join(to, folder)));
    await syncDirectory(join(to, folder));
  }
  await syncDirectory(dirname(to));
  return { files: copied, bytes };
}

/** Gives a file a second name without copying it; a name that exists already is kept when it is the same file. */
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
