/** Who is logged in. Only a hash of each token is stored: the file alone does not allow a login. */
import { createHash, randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { STEP_UP_SECONDS } from "../../shared/api/session.ts";
import type { Clock } from "../io/clock.ts";
import { SESSION_ABSOLUTE_SECONDS, SESSION_IDLE_SECONDS, SESSION_TOUCH_SECONDS } from "../limits.ts";

export interface Session {
  readonly tokenHash: string;
  readonly accountId: string;
  readonly csrfToken: string;
  /** Unix ms of the last password given. */
  readonly confirmedAt: number;
}
interface Row {
  token_hash: string;
  account_id: string;
  csrf: string;
  created_at: number;
  seen_at: number;
  confirmed_at: number;
}

const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex");
const secret = (): string => randomBytes(32).toString("base64url");

export class Sessions {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;

  constructor(database: DatabaseSync, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** The token goes into the cookie and nowhere else. */
  open(accountId: string): { token: string; session: Session } {
    const token = secret();
    const now = this.#clock();
    this.#database
      .prepare("DELETE FROM session WHERE created_at < ? OR seen_at < ?")
      .run(now - SESSION_ABSOLUTE_SECONDS * 1000, now - SESSION_IDLE_SECONDS * 1000);
    this.#database
      .prepare(
        "INSERT INTO session (token_hash, account_id, csrf, created_at, seen_at, confirmed_at) VALUES (?, ?, ?, ?, ?, ?)",
      )
      .run(hashOf(token), accountId, secret(), now, now, now);
    const session = this.byHash(hashOf(token));
    if (session === null) throw new Error("session not stored");
    return { token, session };
  }

  find(token: string): Session | null {
    return this.byHash(hashOf(token));
  }

  /** The session while it lives; a look counts as activity, which never extends its absolute life. */
  byHash(tokenHash: string): Session | null {
    const row = this.#database
      .prepare("SELECT * FROM session WHERE token_hash = ?")
      .get(tokenHash) as unknown as Row | undefined;
    if (!row) return null;
    const now = this.#clock();
    if (
      now - row.created_at > SESSION_ABSOLUTE_SECONDS * 1000 ||
      now - row.seen_at > SESSION_IDLE_SECONDS * 1000
    ) {
      this.close(tokenHash);
      return null;
    }
    if (now - row.seen_at > SESSION_TOUCH_SECONDS * 1000)
      this.#database.prepare("UPDATE session SET seen_at = ? WHERE token_hash = ?").run(now, tokenHash);
    return { tokenHash, accountId: row.account_id, csrfToken: row.csrf, confirmedAt: row.confirmed_at };
  }

  confirm(session: Session): void {
    this.#database
      .prepare("UPDATE session SET confirmed_at = ? WHERE token_hash = ?")
      .run(this.#clock(), session.tokenHash);
  }

  isConfirmed(session: Session): boolean {
    return this.#clock() - session.confirmedAt <= STEP_UP_SECONDS * 1000;
  }

  close(tokenHash: string): void {
    this.#database.prepare("DELETE FROM session WHERE token_hash = ?").run(tokenHash);
  }

  closeAllOf(accountId: string, except: string | null = null): void {
    this.#database
      .prepare("DELETE FROM session WHERE account_id = ? AND token_hash IS NOT ?")
      .run(accountId, except);
  }
}
