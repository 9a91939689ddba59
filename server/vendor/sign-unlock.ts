/** Support's signature under an unlock. Only the vendor can make one: a hospital's copy verifies and never signs. */
import type { Unlock } from "../../shared/unlock.ts";
import { signedBytes } from "../support/unlock-signatures.ts";
import type { Signer } from "./ring-key.ts";

/** Adds or renews one signature. They are ordered by key, so the same signatures always give the same text. */
export function signUnlock({ signed, signatures }: Unlock, signer: Signer): Unlock {
  const { keyID, sig } = signer.sign(signedBytes(signed));
  const others = signatures.filter(({ keyid }) => keyid !== keyID);
  return {
    signed,
    signatures: [...others, { keyid: keyID, sig }].sort((a, b) => (a.keyid < b.keyid ? -1 : 1)),
  };
}
