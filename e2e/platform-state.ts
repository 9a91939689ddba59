/** Hashes of the platform's data: a failed update must leave it exactly as it was. */
import { createHash } from "node:crypto";
import type { Superviseur } from "./superviseur.ts";

/** One hash for each table, over all rows in order. Sessions change on their own and are left out. */
export function tableHashes(superviseur: Superviseur): Record<string, string> {
  const tables = superviseur.rows(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
  );
  return Object.fromEntries(
    tables
      .map(({ name }) => String(name))
      .filter((name) => name !== "sessions")
      .map((name) => {
        const rows = superviseur.rows(`SELECT * FROM "${name}" ORDER BY rowid`);
        return [name, createHash("sha256").update(JSON.stringify(rows)).digest("hex")];
      }),
  );
}

export interface Health {
  readonly status: string;
  readonly version: string;
}
export async function health(superviseur: Superviseur): Promise<Health> {
  const response = await fetch(`${superviseur.url}/health`);
  return { ...(await response.json()), status: response.ok ? "ok" : String(response.status) };
}
