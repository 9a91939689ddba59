/** How archives come in, in figures: the goals of « one reader, one pass » and of « upload that survives ». */
import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { prepareFixtures } from "./fixtures.ts";
import { latency } from "./intake/latency.ts";
import { local } from "./intake/local.ts";
import { memory } from "./intake/memory.ts";
import type { Part } from "./intake/part.ts";
import { refusal } from "./intake/refusal.ts";
import { upload } from "./intake/upload.ts";
import { type Bench, type Measure, say } from "./measure.ts";

const MIB = 1024 * 1024;
const ROUNDS = 5;
const QUICK_ROUNDS = 2;
const PARTS: Readonly<Record<string, Part>> = { local, upload, refusal, memory, latency };

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
        try {
          measures.push(
            ...(await part({
              fixtures,
              quick,
              payloadBytes: size * MIB,
              rounds: quick ? QUICK_ROUNDS : ROUNDS,
            })),
          );
        } catch (error) {
          // What the other parts have measured still counts.
          say(`${name} could not be measured: ${error instanceof Error ? error.message : error}`);
          process.exitCode = 1;
        }
      }
    } finally {
      await rm(fixtures.scratch, { recursive: true, force: true });
    }
    return measures;
  },
};
