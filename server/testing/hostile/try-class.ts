/** One class of the table, tried as a whole and in small chunks. */
import { inChunks } from "../tiny-archive.ts";
import type { NamedClass } from "./classes.ts";
import type { TemporaryWorld } from "./hostile-world.ts";
import { type Outcome, tryArchive } from "./try-archive.ts";

/** Whole, and so small that every block, header and trailer is torn. */
export const CHUNKS = [Number.POSITIVE_INFINITY, 511];

export interface ClassResult {
  readonly name: string;
  readonly expected: string;
  /** In whole, then in small chunks; one word when they agree. */
  readonly got: string;
  readonly faults: readonly string[];
  readonly passed: boolean;
}

export async function tryClass(one: NamedClass, world: TemporaryWorld): Promise<ClassResult> {
  const { bytes, trust = {}, now = world.now } = one.make(world);
  const outcomes: Outcome[] = [];
  for (const size of CHUNKS)
    outcomes.push(
      await tryArchive({
        source: inChunks(bytes, Math.min(size, bytes.length + 1)),
        trust: { ...world.trust, ...trust },
        now,
        staging: world.staging,
      }),
    );
  const answers = outcomes.map(({ answer }) => answer ?? "no answer");
  const faults = outcomes.flatMap((outcome) => outcome.faults);
  const got = [...new Set(answers)].join(", ");
  return { name: one.name, expected: one.expected, got, faults, passed: got === one.expected && faults.length === 0 };
}
