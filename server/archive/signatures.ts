/** Which signatures hold, and is that enough for a role. */
import type { Key, Metadata, Root, Targets } from "@tufjs/models";
import { CodedError } from "../../shared/errors.ts";

export interface RoleKeys {
  readonly keyIDs: readonly string[];
  readonly threshold: number;
  readonly keys: Readonly<Record<string, Key>>;
}
type Signed = Metadata<Root> | Metadata<Targets>;

/** Key ids that are known for the role and whose signature holds; one key under two ids is one signer. */
export const signers = (metadata: Signed, role: RoleKeys): string[] =>
  distinctSigners(role, (key) => holds(key, metadata));

/** The same for any document: `holds` says whether it bears this key's signature. */
export function distinctSigners({ keyIDs, keys }: RoleKeys, holds: (key: Key) => boolean): string[] {
  const signed = new Map<string, string>();
  for (const id of keyIDs) {
    const key = Object.hasOwn(keys, id) ? keys[id] : undefined;
    if (key !== undefined && isOfOurKind(key) && holds(key)) signed.set(key.keyVal.public ?? id, id);
  }
  return [...signed.values()];
}

/** What our keys are. Another spelling of one of them (capitals, PEM) would be counted as another signer. */
const isOfOurKind = ({ keyType, keyVal }: Key): boolean =>
  keyType === "ed25519" && /^[0-9a-f]{64}$/.test(keyVal.public ?? "");

function holds(key: Key, metadata: Signed): boolean {
  try {
    key.verifySignature(metadata);
    return true;
  } catch {
    return false;
  }
}

/** Threshold met, or the refusal that distinguishes: not signed, signed by unknown keys, changed after signing, too few signed. */
export function requireSignatures(entry: string, metadata: Signed, role: RoleKeys): string[] {
  const good = signers(metadata, role);
  if (good.length >= role.threshold) return good;
  const claimed = Object.keys(metadata.signatures);
  if (claimed.length === 0) throw new CodedError("ARCHIVE_UNSIGNED", { entry });
  const known = claimed.filter((id) => role.keyIDs.includes(id));
  if (known.length === 0) throw new CodedError("ARCHIVE_UNKNOWN_SIGNER", { entry });
  // One good signature vouches for every byte: then the others are bad or missing, and nothing was changed.
  if (good.length === 0) throw new CodedError("ARCHIVE_FILE_ALTERED", { entry });
  throw new CodedError("ARCHIVE_SIGNATURES_MISSING", { found: good.length, expected: role.threshold, entry });
}

export function refuseExpired(metadata: Signed, now: number): void {
  if (metadata.signed.isExpired(new Date(now)))
    throw new CodedError("ARCHIVE_EXPIRED", { date: metadata.signed.expires.slice(0, 10) });
}
