/** argon2id, and the rule for a password that a person chooses. */
import { randomInt } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { PASSWORD_MIN_LENGTH } from "../../shared/api.ts";
import { CodedError } from "../../shared/errors.ts";

export interface HashCost {
  /** KiB. */
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}
/** OWASP's second choice for argon2id: 19 MiB, two passes. */
export const DEFAULT_COST: HashCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string, cost: HashCost = DEFAULT_COST): Promise<string> => hash(password, cost);
export const passwordMatches = (stored: string, password: string): Promise<boolean> => verify(stored, password).catch(() => false);

/** @throws CodedError PASSWORD_WEAK */
export function requireStrong(password: string, accountName: string, previous: string | null): void {
  const weak =
    password.length < PASSWORD_MIN_LENGTH ||
    password.toLowerCase().includes(accountName.toLowerCase()) ||
    password === previous ||
    new Set(password).size < 5;
  if (weak) throw new CodedError("PASSWORD_WEAK", { minimum: PASSWORD_MIN_LENGTH });
}

/** Without the letters and digits that are mistaken for one another when read out by telephone. */
const ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";
const GROUPS = 4;
const GROUP_LENGTH = 4;

/** A first password to read from a screen: 79 bits in four groups. */
export const readablePassword = (): string =>
  Array.from({ length: GROUPS }, () => Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("")).join("-");
