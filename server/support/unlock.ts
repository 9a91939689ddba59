/**
 * May this unlock be used, here and now: signed by as many of support's keys as the trusted root asks for, for this installation and
 * this run, in time, once, and for something that the run needs. Each refusal has its own code; nothing is written.
 */
import { CodedError } from "../../shared/errors.ts";
import { isUnlockable, type RunState } from "../../shared/run-state.ts";
import {
  readUnlock,
  requireMeantFor,
  UNLOCK_VALIDITY_MAX_MS,
  type Unlock,
  type UnlockSigned,
} from "../../shared/unlock.ts";
import { roleOf, type Trust } from "../archive/trust.ts";
import { CLOCK_TOLERANCE_MS } from "../limits.ts";
import { SUPPORT_ROLE, unlockId, unlockSigners } from "./unlock-signatures.ts";

export interface UnlockSituation {
  readonly trust: Trust;
  readonly installation: string;
  readonly state: RunState;
  /** Ids of the unlocks that this run has had: an unlock names its run, so it can have been used nowhere else. */
  readonly used: readonly string[];
  /** Unix ms, this machine's clock. */
  readonly now: number;
}
export interface VerifiedUnlock {
  readonly signed: UnlockSigned;
  /** sha256, hex. */
  readonly id: string;
  readonly keyIds: readonly string[];
}

/** @throws CodedError UNLOCK_* */
export function verifyUnlock(
  text: string,
  { trust, installation, state, used, now }: UnlockSituation,
): VerifiedUnlock {
  const unlock = readUnlock(text);
  const { signed } = unlock;
  const keyIds = requireSupport(unlock, trust);
  // A clock that was set back must not bring an old unlock to life.
  requireMeantFor(signed, { installation, run: state.id, now: Math.max(now, trust.clockFloor) });
  requireDates(signed, now);
  const id = unlockId(signed);
  if (used.includes(id)) throw new CodedError("UNLOCK_USED");
  if (!isUnlockable(state, signed.action)) throw new CodedError("UNLOCK_NOT_FOR_THIS");
  return { signed, id, keyIds };
}

/** The root's own expiry is not checked: it ends the trust in archives, and a platform that waits for support takes none that could renew it. */
function requireSupport(unlock: Unlock, { root }: Trust): readonly string[] {
  const role = roleOf(root, SUPPORT_ROLE);
  if (role.keyIDs.length === 0) throw new CodedError("UNLOCK_NO_SUPPORT_KEY");
  const good = unlockSigners(unlock, role);
  if (good.length >= role.threshold) return good;
  if (good.length === 0) throw new CodedError("UNLOCK_UNKNOWN_SIGNER");
  throw new CodedError("UNLOCK_SIGNATURES_MISSING", { found: good.length, expected: role.threshold });
}

const DAY_MS = 24 * 60 * 60 * 1000;
const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

function requireDates({ issued, expires }: UnlockSigned, now: number): void {
  const from = Date.parse(issued);
  if (from > now + CLOCK_TOLERANCE_MS)
    throw new CodedError("UNLOCK_NOT_YET", { found: dateOf(from), expected: dateOf(now) });
  const validity = Date.parse(expires) - from;
  if (validity > UNLOCK_VALIDITY_MAX_MS)
    throw new CodedError("UNLOCK_TOO_LONG", {
      found: Math.ceil(validity / DAY_MS),
      expected: UNLOCK_VALIDITY_MAX_MS / DAY_MS,
    });
}

/** For the audit, which also keeps what was refused; nothing of a text that is no unlock. */
export function claimsOf(text: string): { readonly action?: string; readonly reference?: string } {
  try {
    const { action, reference } = readUnlock(text).signed;
    return { action, reference };
  } catch {
    return {};
  }
}
