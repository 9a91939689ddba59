/** Makes the demo's archives with the project's own packer, signed by the demo vendor's keys. */
import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createKeyRing, type KeyRing, loadKeyRing } from "../server/vendor/keys.ts";
import { packRelease } from "../server/vendor/pack.ts";
import { assembleRelease } from "./assemble-release.ts";

/** In the order to try them. 4.7.1, 4.8.0 and 4.8.1 fail on purpose, each at another step. */
export const ARCHIVED_VERSIONS = ["4.6.3", "4.7.0", "4.7.1", "4.8.0", "4.8.1", "ccam-2026.2"] as const;

export interface BuildOptions {
  /** A key ring is made here when there is none. */
  readonly keysDirectory: string;
  readonly outDirectory: string;
  /** Unix ms: when the archives are signed. */
  readonly now: number;
}

async function keyRing(directory: string, now: number): Promise<KeyRing> {
  const present = await access(join(directory, "root.json")).then(
    () => true,
    () => false,
  );
  return present ? await loadKeyRing(directory) : await createKeyRing(directory, { now });
}

/** Returns the paths of the archives, in the order of `ARCHIVED_VERSIONS`. */
export async function buildArchives({ keysDirectory, outDirectory, now }: BuildOptions): Promise<string[]> {
  const keys = await keyRing(keysDirectory, now);
  const scratch = await mkdtemp(join(tmpdir(), "planidemo-releases-"));
  try {
    const files: string[] = [];
    for (const version of ARCHIVED_VERSIONS) {
      const directory = join(scratch, version);
      await assembleRelease(version, directory);
      files.push((await packRelease({ directory, keys, out: outDirectory, now })).file);
    }
    return files;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
