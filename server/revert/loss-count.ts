/** Counts what a return would lose, one count at a time, while the platform works and the web process answers. */
import type { LossCount } from "../../shared/api/revert.ts";
import { reportOf } from "../../shared/errors.ts";
import type { RunId } from "../../shared/journal.ts";
import type { Clock } from "../io/clock.ts";
import { lossesSince, type Marks } from "../platform/change-baseline.ts";
import type { Platform } from "../platform/platform.ts";

export class LossCounter {
  readonly #platform: Platform;
  readonly #clock: Clock;
  #count: LossCount = { status: "none" };

  constructor(platform: Platform, clock: Clock) {
    this.#platform = platform;
    this.#clock = clock;
  }

  /** Of the update `run`; what was counted for another one is worth nothing. */
  of(run: RunId): LossCount {
    return this.#count.status !== "none" && this.#count.run === run ? this.#count : { status: "none" };
  }

  /** Begins to count anew, unless a count of it is under way. Resolves when it is over. */
  async begin(run: RunId, { rows, seconds }: Marks): Promise<void> {
    const before = this.of(run);
    if (before.status === "counting") return;
    const counting = {
      status: "counting",
      run,
      startedAt: this.#clock(),
      done: 0,
      expected: rows,
      seconds,
    } as const;
    this.#count = counting;
    const isOurs = (): boolean =>
      this.#count.status === "counting" && this.#count.startedAt === counting.startedAt;
    const settle = (count: LossCount): void => {
      if (isOurs()) this.#count = count;
    };
    try {
      const losses = await lossesSince(this.#platform, run, (done) => settle({ ...counting, done }));
      settle({ status: "counted", run, losses, countedAt: this.#clock() });
    } catch (error) {
      settle({ status: "failed", run, error: reportOf(error, "COUNT_FAILED") });
    }
  }
}
