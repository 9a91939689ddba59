/** Guessing gets slower with each failure, by account and by address; kept on disk, so that a restart forgives nothing. */
import type { DatabaseSync } from "node:sqlite";
import { CodedError } from "../../shared/errors.ts";
import type { Clock } from "../io/clock.ts";
import { LOGIN_DELAY_MAX_SECONDS, LOGIN_FREE_FAILURES, LOGIN_FREE_FAILURES_PER_ADDRESS, LOGIN_MEMORY_SECONDS } from "../limits.ts";

export class Throttle {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;

  constructor(database: DatabaseSync, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  #subjects(name: string, address: string): [subject: string, free: number][] {
    return [
      [`account ${name.toLowerCase()} ${address}`, LOGIN_FREE_FAILURES],
      [`address ${address}`, LOGIN_FREE_FAILURES_PER_ADDRESS],
    ];
  }

  #row(subject: string): { failures: number; last_at: number } | null {
    const row = this.#database.prepare("SELECT failures, last_at FROM attempt WHERE subject = ?").get(subject) as unknown as
      | { failures: number; last_at: number }
      | undefined;
    return row && this.#clock() - row.last_at < LOGIN_MEMORY_SECONDS * 1000 ? row : null;
  }

  /** @throws CodedError LOGIN_THROTTLED, fact `seconds` to wait. */
  require(name: string, address: string): void {
    const waits = this.#subjects(name, address).map(([subject, free]) => {
      const row = this.#row(subject);
      if (row === null || row.failures < free) return 0;
      const delay = Math.min(LOGIN_DELAY_MAX_SECONDS, 2 ** (row.failures - free + 1));
      return row.last_at + delay * 1000 - this.#clock();
    });
    const wait = Math.max(...waits);
    if (wait > 0) throw new CodedError("LOGIN_THROTTLED", { seconds: Math.ceil(wait / 1000) });
  }

  failed(name: string, address: string): void {
    for (const [subject] of this.#subjects(name, address)) {
      const failures = (this.#row(subject)?.failures ?? 0) + 1;
      this.#database
        .prepare("INSERT OR REPLACE INTO attempt (subject, failures, last_at) VALUES (?, ?, ?)")
        .run(subject, failures, this.#clock());
    }
  }

  /** Only the account is forgiven: an address that guesses at many accounts stays slow. */
  succeeded(name: string, address: string): void {
    const [account] = this.#subjects(name, address);
    if (account) this.#database.prepare("DELETE FROM attempt WHERE subject = ?").run(account[0]);
  }
}
