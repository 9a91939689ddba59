/** SHA-256 of bytes, in hex. The browser's own exists only on https and localhost; hospitals' inner networks often have neither. */
import { sha256 } from "@noble/hashes/sha2.js";
import { HASH_BREATH_BYTES } from "../../../limits.ts";

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export async function sha256Hex(
  bytes: Uint8Array<ArrayBuffer>,
  subtle: SubtleCrypto | null = globalThis.crypto?.subtle ?? null,
): Promise<string> {
  if (subtle !== null) return hex(new Uint8Array(await subtle.digest("SHA-256", bytes)));
  const hash = sha256.create();
  for (let at = 0; at < bytes.length; at += HASH_BREATH_BYTES) {
    hash.update(bytes.subarray(at, at + HASH_BREATH_BYTES));
    await new Promise((resolve) => setTimeout(resolve));
  }
  return hex(hash.digest());
}
