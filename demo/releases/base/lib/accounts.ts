/** The portal's own accounts and sessions. They live in the database, so that a restart logs no user out. */
import { createHash, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { textOf } from "./appointments.ts";

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly name: string;
  readonly administrator: boolean;
}

export const SESSION_COOKIE = "planidemo_session";
const SESSION_HOURS = 12;
const HASH_BYTES = 32;

const scryptOf = promisify<string, Buffer, number, Buffer>(scrypt);
/** Only the hash of a token is kept: a stolen copy of the database opens no session. */
const tokenHash = (token: string): string => createHash("sha256").update(token).digest("hex");

const accountOf = (row: Record<string, unknown>): Account => ({
  id: Number(row.id),
  login: String(row.login),
  name: String(row.name),
  administrator: row.role === "administrator",
});

/** Stored as `scrypt$<salt, hex>$<hash, hex>`. */
async function matches(password: string, stored: string): Promise<boolean> {
  const [kind, salt = "", hash = ""] = stored.split("$");
  const expected = Buffer.from(hash, "hex");
  const found = await scryptOf(password, Buffer.from(salt, "hex"), HASH_BYTES);
  return kind === "scrypt" && expected.length === HASH_BYTES && timingSafeEqual(found, expected);
}

/** An unknown name costs as much time as a wrong password. */
const NO_ACCOUNT = `scrypt$${"00".repeat(16)}$${"00".repeat(HASH_BYTES)}`;

export async function logIn(database: DatabaseSync, login: string, password: string): Promise<string | null> {
  const row = database
    .prepare("SELECT id, password FROM users WHERE login = ?")
    .get(login.trim().toLowerCase());
  const right = await matches(password, row ? textOf(row.password) : NO_ACCOUNT);
  if (!row || !right) return null;
  const token = randomBytes(32).toString("base64url");
  const now = new Date();
  const expires = new Date(now.getTime() + SESSION_HOURS * 3_600_000);
  database.prepare("DELETE FROM sessions WHERE expires_at < ?").run(now.toISOString());
  database
    .prepare("INSERT INTO sessions VALUES (?, ?, ?)")
    .run(tokenHash(token), row.id ?? 0, expires.toISOString());
  return token;
}

export const logOut = (database: DatabaseSync, token: string): void =>
  void database.prepare("DELETE FROM sessions WHERE token_hash = ?").run(tokenHash(token));

export function accountOfSession(database: DatabaseSync, token: string | undefined): Account | null {
  if (!token) return null;
  const row = database
    .prepare(
      "SELECT u.* FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = ? AND s.expires_at > ?",
    )
    .get(tokenHash(token), new Date().toISOString());
  return row ? accountOf(row) : null;
}

/** For machines: `Authorization: Bearer <token>`. */
export function accountOfToken(database: DatabaseSync, authorization: string | undefined): Account | null {
  const token = /^Bearer (\S+)$/.exec(authorization ?? "")?.[1];
  if (!token) return null;
  const row = database
    .prepare("SELECT u.* FROM api_tokens t JOIN users u ON u.id = t.user_id WHERE t.token_hash = ?")
    .get(tokenHash(token));
  return row ? accountOf(row) : null;
}
