/**
 * Sends a file in parts until the server holds all of it, whatever happens on the way. Knows no browser: what it needs is given
 * to it. Works in rounds: each begins with what the server holds, and a broken line or a lost session ends it; the next begins
 * with what the server holds then.
 */
import {
  type PartAnswer,
  UPLOAD_PARALLEL_PARTS,
  type UploadedPart,
  type UploadView,
} from "../../../../shared/api/import.ts";
import { CodedError, type ErrorCode } from "../../../../shared/errors.ts";
import { ServerUnreachable } from "../../../lib/http.ts";
import {
  PART_ALTERED_TRIES,
  UPLOAD_FAULT_TRIES,
  UPLOAD_RETRY_FIRST_MS,
  UPLOAD_RETRY_MAX_MS,
} from "../../../limits.ts";
import { bytesOf, nextPart, type Range, withRange } from "./part-plan.ts";
import type { PartSending } from "./send-part.ts";

/** `waiting`: the server does not answer. `session`: no user is logged in. The sender leaves both without being asked. */
export type SendingStage = "sending" | "waiting" | "session";
type Bytes = Uint8Array<ArrayBuffer>;

export interface SenderNeeds {
  readonly file: Pick<File, "name" | "size" | "slice">;
  readonly standing: () => Promise<Pick<UploadView, "received" | "judged" | "parts">>;
  readonly send: (part: UploadedPart, content: Bytes, sending: PartSending) => Promise<PartAnswer>;
  readonly hash: (content: Bytes) => Promise<string>;
  /** Resolves after so many ms, or as soon as the network is said to be back. Rejects when aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Resolves when a user is logged in. Rejects when aborted. */
  readonly session: (signal: AbortSignal) => Promise<void>;
  /** Bytes that the server holds or that have left this page. */
  readonly onChange: (sent: number, stage: SendingStage) => void;
}

const SESSION_CODES = new Set<ErrorCode>(["SESSION_REQUIRED", "PASSWORD_CHANGE_REQUIRED", "CSRF_INVALID"]);
/** Says nothing about the archive. */
const FAULT_CODES = new Set<ErrorCode>(["INTERNAL", "RATE_LIMITED", "UPLOAD_INTERRUPTED", "STATE_IN_USE"]);
const codeOf = (error: unknown): ErrorCode | null => (error instanceof CodedError ? error.code : null);
const isOneOf = (codes: ReadonlySet<ErrorCode>, error: unknown): boolean => {
  const code = codeOf(error);
  return code !== null && codes.has(code);
};

export class PartSender {
  readonly #needs: SenderNeeds;
  readonly #ending = new AbortController();
  #standing: readonly Range[] = [];
  /** Parts on their way, and how much of each has left. */
  readonly #underWay = new Map<Range, number>();
  #judged = false;
  #received = 0;
  /** Attempts that failed since a part last arrived. */
  #failures = 0;
  #faults = 0;

  constructor(needs: SenderNeeds) {
    this.#needs = needs;
  }

  cancel(): void {
    this.#ending.abort(new CodedError("RUN_CANCELLED"));
  }

  /**
   * Resolves when the server holds every byte.
   * @throws CodedError the refusal that ended the upload; UPLOAD_OTHER_FILE when the file changed under way; RUN_CANCELLED after `cancel`
   */
  async run(): Promise<void> {
    const { size } = this.#needs.file;
    for (;;) {
      try {
        await this.#round();
        if (this.#received >= size) return;
        // It acknowledged every part and misses some: it was restarted in between, or is at fault.
        throw new CodedError("UPLOAD_INTERRUPTED");
      } catch (error) {
        this.#ending.signal.throwIfAborted();
        await this.#overcome(error);
      }
    }
  }

  async #overcome(error: unknown): Promise<void> {
    const { pause, session } = this.#needs;
    const { signal } = this.#ending;
    if (!(error instanceof ServerUnreachable)) {
      this.#faults += 1;
      const passing = isOneOf(SESSION_CODES, error) || isOneOf(FAULT_CODES, error);
      if (!passing || this.#faults > UPLOAD_FAULT_TRIES) throw error;
    }
    if (isOneOf(SESSION_CODES, error)) {
      this.#tell("session");
      await session(signal);
    } else this.#tell("waiting");
    const wait = UPLOAD_RETRY_FIRST_MS * 2 ** this.#failures;
    this.#failures += 1;
    await pause(Math.min(UPLOAD_RETRY_MAX_MS, wait), signal);
  }

  /** Sends what is missing. Rejects at the first failure, when nothing is under way any more. */
  async #round(): Promise<void> {
    const { parts, judged, received } = await this.#needs.standing();
    this.#ending.signal.throwIfAborted();
    this.#standing = parts.reduce(withRange, [] as readonly Range[]);
    this.#judged = judged;
    this.#received = received;
    this.#tell("sending");
    const round = new AbortController();
    const end = (): void => round.abort(this.#ending.signal.reason);
    this.#ending.signal.addEventListener("abort", end);
    const lanes: Promise<void>[] = [];
    try {
      while (!this.#judged && (await this.#sendNext(round.signal)));
      for (let lane = 0; lane < UPLOAD_PARALLEL_PARTS; lane++) lanes.push(this.#lane(round.signal));
      await Promise.all(lanes);
    } finally {
      round.abort(new ServerUnreachable("another part failed"));
      this.#ending.signal.removeEventListener("abort", end);
      await Promise.allSettled(lanes);
    }
  }

  async #lane(signal: AbortSignal): Promise<void> {
    while (await this.#sendNext(signal));
  }

  /** False when nothing is left to send. */
  async #sendNext(signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    const taken = [...this.#underWay.keys()].reduce(withRange, this.#standing);
    const range = nextPart(this.#needs.file.size, taken, this.#judged);
    if (range === null) return false;
    this.#underWay.set(range, 0);
    try {
      const { received, judged } = await this.#deliver(range, signal);
      this.#standing = withRange(this.#standing, range);
      this.#received = Math.max(this.#received, received);
      this.#judged ||= judged;
      this.#failures = 0;
      this.#faults = 0;
    } finally {
      this.#underWay.delete(range);
    }
    this.#tell("sending");
    return true;
  }

  /** One part; again, and only it, when it arrived altered. */
  async #deliver(range: Range, signal: AbortSignal): Promise<PartAnswer> {
    const onSent = (bytes: number): void => {
      if (!this.#underWay.has(range)) return;
      this.#underWay.set(range, bytes);
      this.#tell("sending");
    };
    for (let tries = 1; ; tries++) {
      const content = await this.#read(range);
      const sha256 = await this.#needs.hash(content);
      signal.throwIfAborted();
      try {
        return await this.#needs.send({ ...range, sha256 }, content, { signal, onSent });
      } catch (error) {
        if (codeOf(error) !== "UPLOAD_PART_ALTERED" || tries >= PART_ALTERED_TRIES) throw error;
        onSent(0);
      }
    }
  }

  /** Bytes of the local file, which may be gone or changed: a browser then refuses to read it. */
  async #read({ offset, bytes }: Range): Promise<Bytes> {
    const { file } = this.#needs;
    const content = await file
      .slice(offset, offset + bytes)
      .arrayBuffer()
      .catch(() => null);
    if (content?.byteLength !== bytes) throw new CodedError("UPLOAD_OTHER_FILE", { file: file.name });
    return new Uint8Array(content);
  }

  #tell(stage: SendingStage): void {
    const leaving = [...this.#underWay.values()].reduce((sum, bytes) => sum + bytes, 0);
    this.#needs.onChange(bytesOf(this.#standing) + leaving, stage);
  }
}
