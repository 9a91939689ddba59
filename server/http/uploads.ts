import { once } from "node:events";
import type { RunId } from "../../shared/journal.ts";
import type { RunState } from "../../shared/run-state.ts";
import type { Intake } from "../intake/intake.ts";
import { UPLOAD_RESENT_GRACE_MS } from "../limits.ts";

interface Reading {
  /** Aborted: its sender is gone. */
  readonly signal: AbortSignal;
  /** Resolves when everything of it is cleaned up, however it ended. */
  readonly over: Promise<unknown>;
}

/** The uploads that are being read now, one a run. */
export class Uploads {
  readonly #intake: Intake;
  readonly #readings = new Map<RunId, Reading>();

  constructor(intake: Intake) {
    this.#intake = intake;
  }

  async receive(runId: RunId, source: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<RunState> {
    const received = this.#intake.receive(runId, source, signal);
    // A second one for the same run is refused by the intake; the first stays the one to wait for.
    if (this.#readings.has(runId)) return await received;
    this.#readings.set(runId, { signal, over: received.catch(() => {}) });
    try {
      return await received;
    } finally {
      this.#readings.delete(runId);
    }
  }

  /**
   * A browser whose connection broke sends the form again at once: perhaps before we have seen the connection break, surely
   * before the first sending is cleaned up. Resolves when that is over, so that its end can be the answer.
   */
  async afterCut(runId: RunId): Promise<void> {
    const reading = this.#readings.get(runId);
    if (reading === undefined) return;
    const { signal, over } = reading;
    const patience = AbortSignal.timeout(UPLOAD_RESENT_GRACE_MS);
    if (!signal.aborted) await Promise.race([once(signal, "abort", { signal: patience }).catch(() => {}), over]);
    if (signal.aborted) await over;
  }
}
