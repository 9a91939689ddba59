/** argon2id, and the rule for a password that a person chooses. */
import { randomInt } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { PASSWORD_MIN_LENGTH } from "../../shared/api/session.ts";
import { CodedError } from "../../shared/errors.ts";
import {
  ACCOUNT_NAME_GUESS_LENGTH,
  PASSWORD_HASH_LANES,
  PASSWORD_HASH_MEMORY_KIB,
  PASSWORD_HASH_PASSES,
} from "../limits.ts";

export interface HashCost {
  /** KiB. */
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}
export const DEFAULT_COST: HashCost = {
  memoryCost: PASSWORD_HASH_MEMORY_KIB,
  timeCost: PASSWORD_HASH_PASSES,
  parallelism: PASSWORD_HASH_LANES,
};

/** One keyboard writes « é » as one code point, another as two: both are the same password. */
const typed = (password: string): string => password.normalize("NFKC");

export const hashPassword = (password: string, cost: HashCost = DEFAULT_COST): Promise<string> =>
  hash(typed(password), cost);
/** A stored hash that cannot be read matches nothing. */
export const passwordMatches = (stored: string, password: string): Promise<boolean> =>
  verify(stored, typed(password)).catch(() => false);

/** « aaaaaaaaaaaa » is long and still no password. */
const DISTINCT_CHARACTERS = 5;

/** @throws CodedError PASSWORD_WEAK, fact `minimum`: characters. */
export function requireStrong(password: string, accountName: string, previous: string | null): void {
  const [chosen, name] = [typed(password).toLowerCase(), typed(accountName).toLowerCase()];
  const weak =
    password.length < PASSWORD_MIN_LENGTH ||
    (name.length >= ACCOUNT_NAME_GUESS_LENGTH && chosen.includes(name)) ||
    password === previous ||
    new Set(chosen).size < DISTINCT_CHARACTERS;
  if (weak) throw new CodedError("PASSWORD_WEAK", { minimum: PASSWORD_MIN_LENGTH });
}

/** Without the letters and digits that are mistaken for one another when read out by telephone. */
const ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";
const GROUPS = 4;
const GROUP_LENGTH = 4;

/** A first password to read from a screen: 79 bits in four groups. */
export const readablePassword = (): string =>
  Array.from({ length: GROUPS }, () =>
    Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(""),
  ).join("-");
