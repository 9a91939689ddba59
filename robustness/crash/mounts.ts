/** Small disks of a case's own. */
import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { mountPoints } from "../../server/io/mounts.ts";

const run = promisify(execFile);

export const isRoot = (): boolean => process.getuid?.() === 0;

const isMounted = async (directory: string): Promise<boolean> => (await mountPoints()).includes(directory);

export async function mount(directory: string, parameters: readonly string[]): Promise<void> {
  mkdirSync(directory, { recursive: true });
  await run("mount", [...parameters, directory]);
}

/** A killed process releases its files a moment later. */
export async function unmount(directory: string): Promise<void> {
  for (let tries = 1; await isMounted(directory); tries++) {
    await run("umount", [directory]).catch(async (error: unknown) => {
      if (tries === 100) throw error;
      await delay(20);
    });
  }
}

/** What a case that was given up has mounted. */
export async function unmountBelow(folder: string): Promise<void> {
  const mounted = (await mountPoints()).filter((directory) => directory.startsWith(folder));
  for (const directory of mounted.reverse()) await unmount(directory);
}

/** Why this machine mounts nothing of the kind, in one line; null when it does. */
export async function cannotMount(directory: string, parameters: readonly string[]): Promise<string | null> {
  if (!isRoot()) return "only root may mount";
  try {
    await mount(directory, parameters);
    await unmount(directory);
    return null;
  } catch (error) {
    return String(error instanceof Error ? error.message : error)
      .trim()
      .replaceAll("\n", " ");
  }
}

/** A small ext4 in a file, made once and copied. */
export function makeImage(file: string, megabytes: number): void {
  if (existsSync(file)) return;
  execFileSync("truncate", ["-s", `${megabytes}M`, file]);
  execFileSync("mkfs.ext4", ["-q", "-F", "-m", "0", file]);
}

export const copyImage = (from: string, to: string): Promise<unknown> =>
  run("cp", ["--sparse=always", from, to]);
