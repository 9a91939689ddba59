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
  // Removed after the last round only: where freed blocks are discarded, the disk is busy with that for a while.
  const folder = (who: string, round: number): string => join(scratch, `${who}-${round}`);
  const { ratio, ours, theirs } = await compare("local", "s", rounds, {
    ours: (round) =>
      timed(() =>
        runModule(READ, {
          file: archive,
          size,
          trustRoot,
          staging: folder("ours", round),
        } satisfies ReadLocal),
      ),
    async theirs(round) {
      const into = folder("tar", round);
      await mkdir(into);
      return await timed(() => run(["sh", "-c", 'tar xzf "$0" -C "$1" && sync', archive, into]));
    },
  });
  for (let round = 0; round < rounds; round++)
    for (const who of ["ours", "tar"]) await rm(folder(who, round), { recursive: true });
  return [
    measure("local", ratio, "ratio", GOAL),
    measure("local.ours", ours, "s"),
    measure("local.tar", theirs, "s"),
  ];
};
