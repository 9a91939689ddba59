/** Guessing gets slower with each failure, by account and by address; kept on disk, so that a restart forgives nothing. */
import type { DatabaseSync } from "node:sqlite";
import { CodedError } from "../../shared/errors.ts";
import type { Clock } from "../io/clock.ts";
import {
  LOGIN_DELAY_MAX_SECONDS,
  LOGIN_FREE_FAILURES,
  LOGIN_FREE_FAILURES_PER_ADDRESS,
  LOGIN_MEMORY_SECONDS,
} from "../limits.ts";
import { inTransaction } from "./store.ts";

interface Row {
  readonly failures: number;
  readonly last_at: number;
}

/** An attempt that may go on. It counts as a failure until it is forgiven. */
export interface Admission {
  /** The password was right: forgets the account's failures, and takes this attempt back from the address. */
  forgive(): void;
}

export class Throttle {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;

  constructor(database: DatabaseSync, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * Counted before the password is looked at: of a hundred guesses sent at the same instant only the free ones pass.
   * @throws CodedError LOGIN_THROTTLED, fact `seconds` to wait.
   */
  admit(name: string, address: string): Admission {
    const account = `account ${name.normalize("NFKC").toLowerCase()} ${address}`;
    const everybody = `address ${address}`;
    const now = this.#clock();
    const before = inTransaction(this.#database, () => {
      this.#database.prepare("DELETE FROM attempt WHERE last_at <= ?").run(now - LOGIN_MEMORY_SECONDS * 1000);
      const rows = { account: this.#row(account), everybody: this.#row(everybody) };
      const wait = Math.max(
        waitOf(rows.account, LOGIN_FREE_FAILURES, now),
        waitOf(rows.everybody, LOGIN_FREE_FAILURES_PER_ADDRESS, now),
      );
      if (wait > 0) throw new CodedError("LOGIN_THROTTLED", { seconds: Math.ceil(wait / 1000) });
      this.#count(account, rows.account, now);
      this.#count(everybody, rows.everybody, now);
      return rows;
    });
    return {
      // An address that guesses at many accounts stays slow, even if other people log in from there.
      forgive: () => {
        this.#database.prepare("DELETE FROM attempt WHERE subject = ?").run(account);
        this.#database
          .prepare(
            "UPDATE attempt SET failures = failures - 1, last_at = CASE last_at WHEN ? THEN ? ELSE last_at END WHERE subject = ?",
          )
          .run(now, before.everybody?.last_at ?? now, everybody);
        this.#database.prepare("DELETE FROM attempt WHERE failures <= 0").run();
      },
    };
  }

  #row(subject: string): Row | null {
    const row = this.#database
      .prepare("SELECT failures, last_at FROM attempt WHERE subject = ?")
      .get(subject);
    return (row as unknown as Row | undefined) ?? null;
  }

  #count(subject: string, before: Row | null, now: number): void {
    this.#database
      .prepare("INSERT OR REPLACE INTO attempt (subject, failures, last_at) VALUES (?, ?, ?)")
      .run(subject, (before?.failures ?? 0) + 1, now);
  }
}

/** Milliseconds to wait: none for the free failures, then 2 s, 4 s, 8 s… after the last one. */
function waitOf(row: Row | null, free: number, now: number): number {
  if (row === null || row.failures < free) return 0;
  return row.last_at + Math.min(LOGIN_DELAY_MAX_SECONDS, 2 ** (row.failures - free + 1)) * 1000 - now;
}
