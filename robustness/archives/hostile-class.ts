/** One row of the table of hostile and odd archives: how it is made, and the one answer it must get. */

import type { Trust } from "../../server/archive/trust.ts";
import type { KeyRing } from "../../server/vendor/keys.ts";
import type { ErrorCode } from "../../shared/errors.ts";

/** What an archive is made from, and judged against. */
export interface HostileWorld {
  /** A small archive that is accepted: version 1.1.0 of `tiny`, with four payload files. */
  readonly good: Buffer;
  readonly vendor: KeyRing;
  /** Another vendor, of whom the server knows nothing. */
  readonly stranger: KeyRing;
  /** As good as `good`, by the stranger. */
  readonly strangersGood: Buffer;
  readonly trust: Trust;
  /** Unix ms. */
  readonly now: number;
}

export interface HostileCase {
  readonly bytes: Buffer;
  /** What the server knows in addition to the world's trust. */
  readonly trust?: Partial<Trust>;
  /** Unix ms, instead of the world's. */
  readonly now?: number;
}

export type Answer = ErrorCode | "accepted";

export interface HostileClass {
  readonly expected: Answer;
  /** For an odd archive that is accepted: why that does no harm. */
  readonly because?: string;
  make(world: HostileWorld): HostileCase;
}
export type HostileClasses = Readonly<Record<string, HostileClass>>;

type Make = (world: HostileWorld) => Buffer | HostileCase;
const caseOf = (made: Buffer | HostileCase): HostileCase => (Buffer.isBuffer(made) ? { bytes: made } : made);

export const refused = (expected: ErrorCode, make: Make): HostileClass => ({
  expected,
  make: (world) => caseOf(make(world)),
});
export const accepted = (because: string, make: Make): HostileClass => ({
  expected: "accepted",
  because,
  make: (world) => caseOf(make(world)),
});

/** The same code for each of several archives. */
export const allRefused = (code: ErrorCode, makes: Readonly<Record<string, Make>>): HostileClasses =>
  Object.fromEntries(Object.entries(makes).map(([name, make]) => [name, refused(code, make)]));
