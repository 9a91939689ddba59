import type { Fixtures } from "../fixtures.ts";
import type { Measure } from "../measure.ts";

export interface PartOptions {
  readonly fixtures: Fixtures;
  /** Of `fixtures.archive`, unpacked. */
  readonly payloadBytes: number;
  readonly rounds: number;
  readonly quick: boolean;
}
/** One part of the bench: what it writes in `fixtures.scratch` is gone when it resolves. */
export type Part = (options: PartOptions) => Promise<readonly Measure[]>;
