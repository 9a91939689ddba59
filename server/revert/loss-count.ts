/** Counts what a revert would lose, one count at a time, while the platform works and the web process answers. */
import type { LossCount } from "../../shared/api/revert.ts";
import { reportOf } from "../../shared/errors.ts";
import type { RunId } from "../../shared/journal.ts";
import type { Clock } from "../io/clock.ts";
import { type Baseline, lossesSince } from "../platform/change-baseline.ts";
import type { Platform } from "../platform/platform.ts";

export class LossCounter {
  readonly #platform: Platform;
  readonly #clock: Clock;
  #count: LossCount = { status: "none" };

  constructor(platform: Platform, clock: Clock) {
    this.#platform = platform;
    this.#clock = clock;
  }

  /** The count for the update `run`; a count for another update is ignored. */
  of(run: RunId): LossCount {
    return this.#count.status !== "none" && this.#count.run === run ? this.#count : { status: "none" };
  }

  /** Starts a new count, unless one for this update is in progress. Resolves when it has ended. */
  async begin(run: RunId, { rows, seconds }: Baseline): Promise<void> {
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
