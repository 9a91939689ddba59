/** A vendor, a stranger and one small good archive: all that the hostile ones are made from. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readArchive } from "../../server/archive/read.ts";
import { firstTrust } from "../../server/archive/trust.ts";
import { loadTrustedRoot } from "../../server/archive/trust-store.ts";
import { inChunks, tinyVendor } from "../../server/testing/tiny-archive.ts";
import type { HostileWorld } from "./hostile-class.ts";

const FILES = { "assets/a.txt": "a".repeat(700), "assets/empty.txt": "", "notes.md": "# Notes\n" };

export interface TemporaryWorld extends HostileWorld {
  /** Where to stage; nothing is there between two trials. */
  readonly staging: string;
  remove(): Promise<void>;
}

export async function hostileWorld(): Promise<TemporaryWorld> {
  const directory = await mkdtemp(join(tmpdir(), "superviseur-hostile-"));
  const vendor = await tinyVendor(join(directory, "vendor"));
  const stranger = await tinyVendor(join(directory, "stranger"));
  const good = await vendor.pack("1.1.0", {}, FILES);
  const trust = firstTrust(await loadTrustedRoot(vendor.rootFile));
  // The first child process opens a pipe that this process keeps: it is not a leak of the reader, and is not counted from here on.
  await readArchive(inChunks(good), {
    trust,
    now: Date.now(),
    staging: join(directory, "first"),
    judge() {},
  });
  return {
    good,
    vendor: vendor.keys,
    stranger: stranger.keys,
    strangersGood: await stranger.pack("1.1.0", {}, FILES),
    trust,
    now: Date.now(),
    staging: join(directory, "staging"),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
