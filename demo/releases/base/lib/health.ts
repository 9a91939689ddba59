import type { DatabaseSync } from "node:sqlite";
import { type Answer, json } from "./http.ts";

/** `GET /health`: 200 when every table that this version needs answers, else 503. Counts let a person see at once that the rows are there. */
export function health(database: DatabaseSync, version: string, tables: readonly string[]): Answer {
  try {
    const rows = tables.map((table) => [
      table,
      Number(database.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get()?.n),
    ]);
    return json({ status: "ok", version, ...Object.fromEntries(rows) });
  } catch (error) {
    return json(
      { status: "error", version, reason: error instanceof Error ? error.message : String(error) },
      503,
    );
  }
}
