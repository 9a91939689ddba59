/** One class of the table, tried as a whole, in small chunks, and as the server reads a file. */
import { rm, writeFile } from "node:fs/promises";
import type { NamedClass } from "./classes.ts";
import type { TemporaryWorld } from "./hostile-world.ts";
import { fromChunks, fromFile, type Outcome, tryArchive } from "./try-archive.ts";

/** Whole, so small that every block, header and trailer is torn, and from a file in a thread of its own. */
export const WAYS = ["whole", "chunks", "file"] as const;
export type Way = (typeof WAYS)[number];
const SMALL_BYTES = 511;

export interface ClassResult {
  readonly name: string;
  readonly expected: string;
  /** One answer a way; one word when they agree. */
  readonly got: string;
  readonly faults: readonly string[];
  readonly passed: boolean;
}

export async function tryClass(
  one: NamedClass,
  world: TemporaryWorld,
  ways: readonly Way[] = WAYS,
): Promise<ClassResult> {
  const { bytes, trust = {}, now = world.now } = one.make(world);
  const file = `${world.staging}.tgz`;
  await writeFile(file, bytes);
  const sources = {
    whole: fromChunks(bytes, bytes.length + 1),
    chunks: fromChunks(bytes, SMALL_BYTES),
    file: fromFile(file, bytes.length),
  };
  const outcomes: Outcome[] = [];
  for (const way of ways)
    outcomes.push(
      await tryArchive({
        unpacked: sources[way],
        trust: { ...world.trust, ...trust },
        now,
        staging: world.staging,
      }),
    );
  await rm(file);
  const faults = outcomes.flatMap((outcome) => outcome.faults);
  const got = [...new Set(outcomes.map(({ answer }) => answer ?? "no answer"))].join(", ");
  return {
    name: one.name,
    expected: one.expected,
    got,
    faults,
    passed: got === one.expected && faults.length === 0,
  };
}
