/** The web process's part in a run: it starts the runner, and starts another when that one has died. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { RunId } from "../../shared/journal.ts";
import { isActive } from "../../shared/run-state.ts";
import { isLocked } from "../io/kernel-lock.ts";
import { type Daemon, startDaemon } from "../io/process/daemon.ts";
import { withOurNode } from "../io/process/environment.ts";
import type { Journal } from "../journal/journal.ts";
import { DECISION_WAIT_MS, RUNNER_WATCH_MS } from "../limits.ts";
import type { Platform } from "../platform/platform.ts";

const RUNNER = fileURLToPath(new URL("./runner.ts", import.meta.url));
/** After a runner was started, its lock is not checked for this long: it needs a moment to take it. */
const START_GRACE_MS = 8_000;
const DECISION_POLL_MS = 10;

/** How a runner process ends; the journal alone says what became of its run. */
export const RUNNER_EXIT = {
  failed: 1,
  notAlone: 3,
  journalFull: 4,
  platformFile: 5,
  stuckProcess: 6,
  diskMissing: 7,
} as const;

/**
 * What keeps a runner from recording even its start: no space for a record, a platform file with errors, a process of the
 * previous runner that does not end, a disk that is not mounted, or a cause that only its output names.
 */
export type Waiting = "room" | "platform-file" | "stuck-process" | "disk" | "unstartable";
const WAITING: Readonly<Record<number, Waiting>> = {
  [RUNNER_EXIT.journalFull]: "room",
  [RUNNER_EXIT.platformFile]: "platform-file",
  [RUNNER_EXIT.stuckProcess]: "stuck-process",
  [RUNNER_EXIT.diskMissing]: "disk",
};

/** Output of runners from before they could write to the journal. */
export const runnerLog = ({ state }: Pick<Platform, "state">): string =>
  join(state.serviceLogs, "runner.log");

const attemptsOf = (journal: Journal, runId: RunId): number | null => {
  try {
    return journal.state(runId)?.attempts ?? null;
  } catch {
    return null;
  }
};

export class Launcher {
  readonly #platform: Platform;
  readonly #journal: Journal;
  #timer: NodeJS.Timeout | null = null;
  /** By the monotonic clock: the machine's own may be set back or forward. */
  #launchedAt = Number.NEGATIVE_INFINITY;
  /** Why the last runner could not begin, and how many had begun until then. */
  #waiting: { readonly why: Waiting; readonly attempts: number } | null = null;
  /** Consecutive runners that ended before they recorded their start. One may have been killed; two indicate a fault. */
  #unbegun = 0;
  /** The last runner that this process started has ended: no grace is needed for it. */
  #ended = true;

  constructor(platform: Platform, journal: Journal) {
    this.#platform = platform;
    this.#journal = journal;
  }

  /** The run cannot continue, forward or back, until an administrator fixes this cause. */
  waitsFor(): { readonly why: Waiting; readonly runId: RunId } | null {
    const state = this.#journal.latest();
    // Another runner has begun since: the cause is gone.
    if (state === null || !isActive(state) || this.#waiting?.attempts !== state.attempts) return null;
    return { why: this.#waiting.why, runId: state.id };
  }

  async launch(runId: RunId): Promise<void> {
    this.#launchedAt = performance.now();
    this.#ended = false;
    const before = attemptsOf(this.#journal, runId);
    const daemon = await this.#start(runId).catch((error) => {
      this.#ended = true;
      this.#waiting = before === null ? null : { why: "unstartable", attempts: before };
      throw error;
    });
    void daemon.exited.then(({ exitCode }) => {
      this.#ended = true;
      // Null when this process has closed its journal: it is stopping, and no caller reads `waitsFor` any more.
      const attempts = attemptsOf(this.#journal, runId);
      const itBegan = attempts !== before || exitCode === RUNNER_EXIT.notAlone;
      this.#unbegun = itBegan ? 0 : this.#unbegun + 1;
      const isUnstartable = !itBegan && (exitCode !== null || this.#unbegun > 1);
      const why = WAITING[exitCode ?? RUNNER_EXIT.failed] ?? (isUnstartable ? "unstartable" : undefined);
      this.#waiting = why === undefined || attempts === null ? null : { why, attempts };
    });
  }

  async #start(runId: RunId): Promise<Daemon> {
    const { config, state } = this.#platform;
    await mkdir(state.serviceLogs, { recursive: true });
    return await startDaemon(["node", "--disable-warning=ExperimentalWarning", RUNNER, config.file, runId], {
      cwd: config.state,
      environment: withOurNode(process.env),
      logFile: runnerLog(this.#platform),
    });
  }

  /**
   * Called before the port opens: starts a runner for the run that a crash left open, and waits for its decision only. A restoration
   * may take hours: meanwhile users must see the maintenance page, and the administrator must see what happens.
   */
  async recover(): Promise<void> {
    const found = this.#journal.latest();
    if (!found || !isActive(found) || isLocked(this.#platform.state.runnerLock)) return;
    await this.launch(found.id);
    const deadline = performance.now() + DECISION_WAIT_MS;
    while (
      !this.#ended &&
      this.#journal.state(found.id)?.attempts === found.attempts &&
      performance.now() < deadline
    )
      await delay(DECISION_POLL_MS);
  }

  /** Starts a runner for the open run when none is alive. */
  async revive(): Promise<void> {
    const state = this.#journal.latest();
    if (!state || !isActive(state)) return;
    if (!this.#ended && performance.now() - this.#launchedAt < START_GRACE_MS) return;
    if (isLocked(this.#platform.state.runnerLock)) return;
    await this.launch(state.id);
  }

  watch(onError: (error: unknown) => void): void {
    this.#timer = setInterval(() => void this.revive().catch(onError), RUNNER_WATCH_MS);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
  }
}
