/** Random numbers that a case's name alone decides: the same seed, layer and index give the same case. */
import { createHash } from "node:crypto";

export interface Random {
  /** 0 ≤ x < 1 */
  next(): number;
  /** From `minimum` to `maximum`, both included. */
  whole(minimum: number, maximum: number): number;
  pick<T>(values: readonly T[]): T;
  /** True in `part` of the cases (0…1). */
  chance(part: number): boolean;
}

export function randomOf(name: string): Random {
  let words = createHash("sha256").update(name).digest();
  let at = 0;
  const next = (): number => {
    if (at === words.length) {
      words = createHash("sha256").update(words).digest();
      at = 0;
    }
    const value = words.readUInt32LE(at) / 2 ** 32;
    at += 4;
    return value;
  };
  return {
    next,
    whole: (minimum, maximum) => minimum + Math.floor(next() * (maximum - minimum + 1)),
    pick(values) {
      const value = values[Math.floor(next() * values.length)];
      if (value === undefined) throw new Error("nothing to pick from");
      return value;
    },
    chance: (part) => next() < part,
  };
}
