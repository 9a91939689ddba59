/** How archives come in, in figures: the goals of « one reader, one pass » and of « upload that survives ». */
import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { prepareFixtures } from "./fixtures.ts";
import { local } from "./intake/local.ts";
import type { Part } from "./intake/part.ts";
import { type Bench, type Measure, say } from "./measure.ts";

const ROUNDS = 5;
const QUICK_ROUNDS = 2;
const PARTS: Readonly<Record<string, Part>> = { local };

const warm = (file: string): Promise<void> =>
  pipeline(createReadStream(file), async (source) => {
    for await (const _ of source);
  });

export const intake: Bench = {
  summary: "archives against tar, curl and nginx; wrong ones; memory; the other pages meanwhile",
  parts: Object.keys(PARTS),
  async run({ size, quick, only }): Promise<readonly Measure[]> {
    const fixtures = await prepareFixtures(size);
    const measures: Measure[] = [];
    try {
      await warm(fixtures.archive);
      for (const [name, part] of Object.entries(PARTS)) {
        if (only !== null && !only.has(name)) continue;
        say(`${name}…`);
        measures.push(...(await part({ fixtures, quick, rounds: quick ? QUICK_ROUNDS : ROUNDS })));
      }
    } finally {
      await rm(fixtures.scratch, { recursive: true, force: true });
    }
    return measures;
  },
};
