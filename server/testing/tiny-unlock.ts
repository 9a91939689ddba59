/** Unlocks as support makes them: valid for a day from `now`, signed by the given keys. */
import { runIdSchema, type UnlockAction } from "../../shared/journal.ts";
import { type Unlock, type UnlockSigned, unlockSchema, unlockText } from "../../shared/unlock.ts";
import type { Signer } from "../vendor/ring-key.ts";
import { signUnlock } from "../vendor/sign-unlock.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const iso = (at: number): string => new Date(at).toISOString();

export interface UnlockWish {
  readonly installation: string;
  readonly run: string;
  readonly action?: UnlockAction;
  readonly reference?: string;
  /** Unix ms. */
  readonly issued?: number;
  readonly expires?: number;
}

export function signedBy(
  { issued = Date.now(), expires = issued + DAY_MS, run, ...wish }: UnlockWish,
  ...signers: Signer[]
): Unlock {
  const signed: UnlockSigned = {
    _type: "superviseur-unlock",
    version: 1,
    run: runIdSchema.parse(run),
    action: "retry",
    reference: "2026-1123",
    issued: iso(issued),
    expires: iso(expires),
    ...wish,
  };
  return signers.reduce(signUnlock, unlockSchema.parse({ signed, signatures: [] }));
}

export const unlockBy = (wish: UnlockWish, ...signers: Signer[]): string =>
  unlockText(signedBy(wish, ...signers));
