/** A local archive: verified, hashed, staged and synced by us, against `tar xzf` and `sync`, which verify nothing. */
import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { compare } from "../compare.ts";
import { type Measure, measure } from "../measure.ts";
import { run, runModule, timed } from "../run.ts";
import type { Part } from "./part.ts";
import type { ReadLocal } from "./read-local.ts";

const READ = new URL("./read-local.ts", import.meta.url);
const GOAL = 0.5;

export const local: Part = async ({ fixtures, rounds }): Promise<Measure[]> => {
  const { archive, scratch, trustRoot } = fixtures;
  const { size } = await stat(archive);
  const folder = join(scratch, "local");
  const into = async (work: () => Promise<unknown>): Promise<number> => {
    const seconds = await timed(work);
    await rm(folder, { recursive: true });
    return seconds;
  };
  const { ratio, ours, theirs } = await compare("local", "s", rounds, {
    ours: () => into(() => runModule(READ, { file: archive, size, trustRoot, staging: folder } satisfies ReadLocal)),
    async theirs() {
      await mkdir(folder);
      return await into(() => run(["sh", "-c", 'tar xzf "$0" -C "$1" && sync', archive, folder]));
    },
  });
  return [measure("local", ratio, "ratio", GOAL), measure("local.ours", ours, "s"), measure("local.tar", theirs, "s")];
};
