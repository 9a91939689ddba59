/** Who did what, when, from where: append-only and hash-chained, refusals included. */
import type { DatabaseSync } from "node:sqlite";
import type { AuditAction, AuditEntry } from "../../shared/api/audit.ts";
import { CodedError } from "../../shared/errors.ts";
import type { Actor } from "../../shared/journal.ts";
import { withCurrentAuditNames } from "../../shared/journal-aliases.ts";
import type { Clock } from "../io/clock.ts";
import { CHAIN_START, chainHash } from "../journal/chain.ts";
import { inTransaction } from "./store.ts";

/** Who asks, and from where. */
export interface Origin {
  readonly actor: Actor;
  readonly address: string;
}
export interface AuditedAction extends Origin {
  readonly action: AuditAction;
  readonly facts?: AuditEntry["facts"];
}
export interface AuditLine extends AuditedAction {
  readonly outcome: AuditEntry["outcome"];
}

interface Row {
  seq: number;
  at: number;
  actor_id: string;
  actor_name: string;
  action: string;
  outcome: AuditEntry["outcome"];
  facts: string;
  address: string;
  hash: string;
}

const rowText = (row: Omit<Row, "hash">): string =>
  JSON.stringify([
    row.seq,
    row.at,
    row.actor_id,
    row.actor_name,
    row.action,
    row.outcome,
    row.facts,
    row.address,
  ]);

export class Audit {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;

  constructor(database: DatabaseSync, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  write({ actor, action, outcome, facts = {}, address }: AuditLine): void {
    inTransaction(this.#database, () => {
      const last = this.#database
        .prepare("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
        .get() as unknown as Row | undefined;
      const row = {
        seq: (last?.seq ?? 0) + 1,
        at: this.#clock(),
        actor_id: actor.id,
        actor_name: actor.name,
        action,
        outcome,
        facts: JSON.stringify(facts),
        address,
      };
      this.#database
        .prepare(
          "INSERT INTO audit (seq, at, actor_id, actor_name, action, outcome, facts, address, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .run(
          row.seq,
          row.at,
          row.actor_id,
          row.actor_name,
          row.action,
          row.outcome,
          row.facts,
          row.address,
          chainHash(last?.hash ?? CHAIN_START, rowText(row)),
        );
    });
  }

  /** A rule said no; a bug is not a refusal and goes to the server's log instead. */
  refusal(gesture: AuditedAction, error: unknown): void {
    if (error instanceof CodedError)
      this.write({ ...gesture, outcome: "refused", facts: { ...gesture.facts, code: error.code } });
  }

  /** A gesture whose effect stands elsewhere (the runs' journal): its line follows the effect, done or refused. */
  async recordAround<T>(
    gesture: AuditedAction,
    effect: () => Promise<T>,
    factsOf: (result: T) => AuditEntry["facts"] = () => ({}),
  ): Promise<T> {
    try {
      const result = await effect();
      this.write({ ...gesture, outcome: "done", facts: { ...gesture.facts, ...factsOf(result) } });
      return result;
    } catch (error) {
      this.refusal(gesture, error);
      throw error;
    }
  }

  /** Newest first. */
  page(before: number | null, limit: number): { entries: AuditEntry[]; more: boolean } {
    const rows = this.#database
      .prepare("SELECT * FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?")
      .all(before ?? Number.MAX_SAFE_INTEGER, limit + 1) as unknown as Row[];
    const entries = rows.slice(0, limit).map(
      (row): AuditEntry => ({
        seq: row.seq,
        at: row.at,
        actor: { id: row.actor_id, name: row.actor_name },
        ...withCurrentAuditNames(row.action, JSON.parse(row.facts) as AuditEntry["facts"]),
        outcome: row.outcome,
        address: row.address,
      }),
    );
    return { entries, more: rows.length > limit };
  }

  /** The first seq whose hash does not follow, or null when the whole chain holds. */
  verify(): number | null {
    let previous = CHAIN_START;
    let seq = 0;
    for (const row of this.#database
      .prepare("SELECT * FROM audit ORDER BY seq")
      .iterate() as unknown as Iterable<Row>) {
      seq += 1;
      if (row.seq !== seq || row.hash !== chainHash(previous, rowText(row))) return seq;
      previous = row.hash;
    }
    return null;
  }
}
