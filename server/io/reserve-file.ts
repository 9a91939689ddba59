/** Reserved space: on a full disk it is given up, so that what must be recorded can be. */

import { randomBytes } from "node:crypto";
import { existsSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** What must stay free, as a multiple of the reserve: one that takes the last of the disk would do harm. */
const ROOM = 2;

/** Reserves the space where it is not reserved yet and there is room. Random, so that no file system stores it as less. */
export function keepReserve(path: string, bytes: number): void {
  if (existsSync(path)) return;
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    if (bavail * bsize < bytes * (1 + ROOM)) return;
    writeFileSync(path, randomBytes(bytes), { mode: 0o600 });
  } catch {
    giveUpReserve(path);
  }
}

/** False when there was none left, or when the disk refuses to free it. */
export function giveUpReserve(path: string): boolean {
  if (!existsSync(path)) return false;
  try {
    rmSync(path, { force: true });
    return true;
  } catch {
    return false;
  }
}
