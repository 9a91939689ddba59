/** One signer's Ed25519 key: the private half in a PKCS#8 file that never leaves them, the public half in a small JSON file. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from "node:crypto";
import { canonicalize } from "@tufjs/canonical-json";
import { Key, Signature } from "@tufjs/models";
import { z } from "zod";
import { PASSPHRASE_MIN_CHARACTERS } from "../limits.ts";

export interface Signer {
  readonly key: Key;
  readonly sign: (data: Buffer) => Signature;
}

export const KEY_PROBLEMS = ["absent", "short", "wrong", "kind", "public", "renamed"] as const;
/**
 * A key cannot be used: no passphrase for an encrypted one, a new passphrase too short, a wrong one, no Ed25519 key in PKCS#8, the
 * public file where the private one is needed, a public file whose id is not its key's.
 */
export class KeyProblem extends Error {
  readonly problem: (typeof KEY_PROBLEMS)[number];
  constructor(problem: KeyProblem["problem"], cause?: unknown) {
    super(`key: ${problem}`, { cause });
    this.name = "KeyProblem";
    this.problem = problem;
  }
}

const KIND = { keytype: "ed25519", scheme: "ed25519" } as const;
const publicKeySchema = z.object({
  keyid: z.string(),
  keytype: z.literal(KIND.keytype),
  scheme: z.literal(KIND.scheme),
  keyval: z.object({ public: z.string().regex(/^[0-9a-f]{64}$/) }),
});

/** TUF 1.0 § 4.2: the id is the hash of the key's description. */
function keyOf(publicHex: string): Key {
  const keyVal = { public: publicHex };
  const keyID = createHash("sha256")
    .update(canonicalize({ ...KIND, keyval: keyVal }))
    .digest("hex");
  return new Key({ keyID, keyType: KIND.keytype, scheme: KIND.scheme, keyVal });
}

/** The public half, as its owner sends it to the keeper of the root. */
export const publicKeyText = (key: Key): string =>
  `${JSON.stringify({ keyid: key.keyID, ...key.toJSON() }, null, 1)}\n`;

/** @throws KeyProblem */
export function readPublicKey(text: string): Key {
  if (text.includes("PRIVATE KEY")) throw new KeyProblem("kind");
  const parsed = publicKeySchema.safeParse(jsonOf(text));
  if (!parsed.success) throw new KeyProblem("kind", parsed.error);
  const key = keyOf(parsed.data.keyval.public);
  // Else the id that people compare aloud would say nothing about the key.
  if (key.keyID !== parsed.data.keyid) throw new KeyProblem("renamed");
  return key;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new KeyProblem("kind", error);
  }
}

/** A new private key as PEM; `passphrase` null only for rings that sign nothing real. */
export function newKey(passphrase: string | null): string {
  if (passphrase !== null && [...passphrase].length < PASSPHRASE_MIN_CHARACTERS)
    throw new KeyProblem("short");
  const { privateKey } = generateKeyPairSync("ed25519");
  const encryption = passphrase === null ? {} : { cipher: "aes-256-cbc", passphrase };
  return privateKey.export({ format: "pem", type: "pkcs8", ...encryption }).toString();
}

export const isEncrypted = (pem: string): boolean => pem.includes("BEGIN ENCRYPTED PRIVATE KEY");

/** @throws KeyProblem */
export function signerOf(pem: string, passphrase: string | null): Signer {
  const privateKey = privateKeyOf(pem, passphrase);
  const der = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  const key = keyOf(der.subarray(der.length - 32).toString("hex"));
  return {
    key,
    sign: (data) => new Signature({ keyID: key.keyID, sig: sign(null, data, privateKey).toString("hex") }),
  };
}

function privateKeyOf(pem: string, passphrase: string | null): KeyObject {
  if (publicKeySchema.safeParse(quietJson(pem)).success) throw new KeyProblem("public");
  const encrypted = isEncrypted(pem);
  if (encrypted && passphrase === null) throw new KeyProblem("absent");
  try {
    const key = createPrivateKey({
      key: pem,
      format: "pem",
      ...(encrypted && passphrase !== null ? { passphrase } : {}),
    });
    if (key.asymmetricKeyType === KIND.keytype) return key;
  } catch (error) {
    throw new KeyProblem(encrypted ? "wrong" : "kind", error);
  }
  throw new KeyProblem("kind");
}

function quietJson(text: string): unknown {
  return text.trimStart().startsWith("{") ? jsonOf(text) : null;
}
