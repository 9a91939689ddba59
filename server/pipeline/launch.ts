/** The web process's side of a run: start its runner, and start another when that one died. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RunId } from "../../shared/journal.ts";
import { isActive } from "../../shared/run-state.ts";
import { isLocked } from "../io/kernel-lock.ts";
import { startDaemon, withOurNode } from "../io/process.ts";
import type { Journal } from "../journal/journal.ts";
import { RUNNER_WATCH_MS } from "../limits.ts";
import type { Platform } from "../platform/platform.ts";

const RUNNER = fileURLToPath(new URL("./runner.ts", import.meta.url));
/** After a runner was started, its lock is not looked at for this long: it needs a moment to take it. */
const START_GRACE_MS = 8_000;

export class Launcher {
  readonly #platform: Platform;
  readonly #journal: Journal;
  #timer: NodeJS.Timeout | null = null;
  #launchedAt = 0;
  /** The last runner that this process started has ended: no grace is needed for it. */
  #ended = true;

  constructor(platform: Platform, journal: Journal) {
    this.#platform = platform;
    this.#journal = journal;
  }

  async launch(runId: RunId): Promise<void> {
    this.#launchedAt = Date.now();
    this.#ended = false;
    const { config, state } = this.#platform;
    await mkdir(state.serviceLogs, { recursive: true });
    const daemon = await startDaemon(["node", "--disable-warning=ExperimentalWarning", RUNNER, config.file, runId], {
      cwd: config.state,
      environment: withOurNode(process.env),
      logFile: join(state.serviceLogs, "runner.log"),
    });
    void daemon.exited.then(() => {
      this.#ended = true;
    });
  }

  /** Starts a runner for the open run when none lives. Called before the port opens, then again and again. */
  async revive(): Promise<void> {
    const [state] = this.#journal.states({ limit: 1 });
    if (!state || !isActive(state)) return;
    if (!this.#ended && Date.now() - this.#launchedAt < START_GRACE_MS) return;
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
