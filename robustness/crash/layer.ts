/** A kind of disaster: how a case of it is made from its number, and what the machine needs for it. */
import type { Bench } from "./bench.ts";
import type { Random } from "./random.ts";

export interface CaseContext {
  readonly bench: Bench;
  readonly index: number;
  readonly random: Random;
  /** Where the case may put everything; absent at first. */
  readonly directory: string;
  readonly keep: boolean;
}

export interface CaseOutcome {
  /** What was done, and to which process. */
  readonly title: string;
  /** False when the run ended before the fault could be injected: an undisturbed run, which must end well too. */
  readonly injected: boolean;
  /** How the run ended. */
  readonly ended: string;
  /** One line per invariant that does not hold. */
  readonly violations: readonly string[];
}

export interface Layer {
  /** What the machine cannot do, in one line; null when it can. */
  missing(): Promise<string | null>;
  /** Cases that try everything once; null where no such number exists. */
  all(bench: Bench): number | null;
  /** Share of the cases, relative to the other layers. */
  readonly weight: number;
  run(context: CaseContext): Promise<CaseOutcome>;
}
