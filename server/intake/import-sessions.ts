/** The imports that are being received, by run. */
import { CodedError } from "../../shared/errors.ts";
import type { RunId } from "../../shared/journal.ts";
import type { RunState } from "../../shared/run-state.ts";
import type { Clock } from "../io/clock.ts";
import type { Journal } from "../journal/journal.ts";
import type { ChunkedUpload } from "./chunked-upload.ts";
import type { ImportSession } from "./import-session.ts";

export class ImportSessions {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #sessions = new Map<RunId, Promise<ImportSession>>();

  constructor(journal: Journal, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
  }

  /** Keeps the session until it is over. A session that cannot be opened ends its run, and its error is thrown. */
  async add(state: RunState, opening: Promise<ImportSession> | ImportSession): Promise<RunId> {
    const session = Promise.resolve(opening);
    this.#sessions.set(state.id, session);
    const forget = (): void => void this.#sessions.delete(state.id);
    await session.catch((error) => {
      forget();
      this.#journal.append(state.id, {
        type: "run:ended",
        outcome: "cancelled",
        error: { code: "UPLOAD_INTERRUPTED", facts: {} },
        locked: false,
      });
      throw error;
    });
    void session.then(({ over }) => over).then(forget, forget);
    return state.id;
  }

  async get(runId: RunId): Promise<ImportSession | undefined> {
    return await this.#sessions.get(runId);
  }

  /** @throws CodedError: why the run ended, or RUN_NOT_WAITING */
  async uploadOf(runId: RunId): Promise<{ session: ImportSession; upload: ChunkedUpload }> {
    const session = await this.get(runId);
    if (session?.upload) return { session, upload: session.upload };
    const state = this.#journal.requireState(runId);
    if (state.phase === "ended" && state.error !== null)
      throw new CodedError(state.error.code, state.error.facts);
    throw new CodedError("RUN_NOT_WAITING");
  }

  async endAbandoned(): Promise<void> {
    for (const opening of this.#sessions.values()) await (await opening).endIfAbandoned(this.#clock());
  }

  async detach(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map(async (opening) => (await opening).detach()));
  }
}
