/** The bytes of an unlock that support's keys sign, and which of the keys have signed them. */
import { createHash, createPublicKey, verify } from "node:crypto";
import { canonicalize } from "@tufjs/canonical-json";
import type { Unlock, UnlockSigned } from "../../shared/unlock.ts";
import { distinctSigners, type RoleKeys } from "../archive/signatures.ts";

/** The role of the root document whose keys sign unlocks. */
export const SUPPORT_ROLE = "support";

export const signedBytes = (signed: UnlockSigned): Buffer => Buffer.from(canonicalize(signed));

/** Names what was signed, hex sha256: with one more signature under it, it is still the same unlock. */
export const unlockId = (signed: UnlockSigned): string =>
  createHash("sha256").update(signedBytes(signed)).digest("hex");

/** Key ids of the role whose signature holds; one key under two ids is one signer. */
export function unlockSigners({ signed, signatures }: Unlock, role: RoleKeys): string[] {
  const bytes = signedBytes(signed);
  return distinctSigners(role, ({ keyID, keyVal }) => {
    const signature = signatures.find(({ keyid }) => keyid === keyID);
    return (
      signature !== undefined &&
      verify(null, bytes, publicKeyOf(keyVal.public ?? ""), Buffer.from(signature.sig, "hex"))
    );
  });
}

const publicKeyOf = (hex: string) =>
  createPublicKey({
    key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(hex, "hex").toString("base64url") },
    format: "jwk",
  });
