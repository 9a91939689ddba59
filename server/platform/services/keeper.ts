/** Keeps the platform's services alive: a service that died, alone or with the machine, is started again, less and less often while the start fails. */
import { KEEPER_PAUSE_MAX_MS, KEEPER_WATCH_MS } from "../../limits.ts";

export interface KeeperOptions {
  /** True when something should run and does not. Asked often: it must be cheap. */
  isDown(): Promise<boolean>;
  start(): Promise<void>;
  onError(error: unknown): void;
}

export class Keeper {
  readonly #options: KeeperOptions;
  #timer: NodeJS.Timeout | null = null;
  #look: Promise<void> = Promise.resolve();
  #failures = 0;
  #paused = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** Looks at once, then again and again. Resolves after the first look. */
  async watch(): Promise<void> {
    this.#paused = false;
    await this.#tick();
  }

  /** When this resolves no start is under way, and none begins any more. */
  async pause(): Promise<void> {
    this.#paused = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#look;
  }

  async #tick(): Promise<void> {
    this.#look = this.#lookOnce();
    await this.#look;
    if (this.#paused) return;
    this.#timer = setTimeout(
      () => void this.#tick(),
      Math.min(KEEPER_PAUSE_MAX_MS, KEEPER_WATCH_MS * 2 ** this.#failures),
    );
    this.#timer.unref();
  }

  async #lookOnce(): Promise<void> {
    try {
      if (await this.#options.isDown()) await this.#options.start();
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      this.#options.onError(error);
    }
  }
}
