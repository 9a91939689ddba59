/** Some space put aside: on a full disk it is given up, so that what must be written down can be. */

import { randomBytes } from "node:crypto";
import { existsSync, rmSync, writeFileSync } from "node:fs";

/** Puts it aside where it is not; on a disk that is full already there is nothing to put aside. Random, so that no file system stores it as less. */
export function keepReserve(path: string, bytes: number): void {
  if (existsSync(path)) return;
  try {
    writeFileSync(path, randomBytes(bytes), { mode: 0o600 });
  } catch {
    rmSync(path, { force: true });
  }
}

/** False when there was none left. */
export function giveUpReserve(path: string): boolean {
  if (!existsSync(path)) return false;
  rmSync(path, { force: true });
  return true;
}
