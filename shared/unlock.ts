/**
 * Support's unlock allows one action, once, for one run of one installation, until it expires. This file has
 * the document, its text for mail, and the checks that need no key: the browser makes them before it asks for
 * a password, the server makes them again.
 */
import { z } from "zod";
import { CodedError } from "./errors.ts";
import { runIdSchema, UNLOCK_ACTIONS } from "./journal.ts";

/**
 * From `issued` to `expires`, in ms: long enough for a weekend and the days around it, short enough that a
 * forgotten unlock is useless.
 */
export const UNLOCK_VALIDITY_MAX_MS = 7 * 24 * 60 * 60 * 1000;
export const UNLOCK_REFERENCE_MAX_LENGTH = 60;
/** A threshold never needs more than a handful of signers. */
const SIGNATURES_MAX = 16;

/** `7K3M-Q9TX-0VWB`, in Crockford's base 32: no letter can be mistaken for a digit or for another letter. */
export const installationNameSchema = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);

/**
 * Accepts lower case, `O` for `0`, `I` and `L` for `1`, and missing dashes. Null when the text is not an
 * installation's name.
 */
export function readInstallationName(typed: string): string | null {
  const digits = typed.toUpperCase().replaceAll(/[\s-]/g, "").replaceAll("O", "0").replaceAll(/[IL]/g, "1");
  const name = digits.match(/.{1,4}/g)?.join("-") ?? "";
  return installationNameSchema.safeParse(name).success ? name : null;
}

/** Typed by hand or filled in by help-desk software; shown on screens and kept in the journal. */
export const unlockReferenceSchema = z
  .string()
  .max(UNLOCK_REFERENCE_MAX_LENGTH)
  .regex(/^[^\p{C}]*$/u);

const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));

export const unlockSignedSchema = z.strictObject({
  _type: z.literal("superviseur-unlock"),
  version: z.literal(1),
  installation: installationNameSchema,
  run: runIdSchema,
  action: z.enum(UNLOCK_ACTIONS),
  /** Support's own case number; may be empty. */
  reference: unlockReferenceSchema,
  issued: z.iso.datetime(),
  expires: z.iso.datetime(),
});
export type UnlockSigned = z.infer<typeof unlockSignedSchema>;

export const unlockSchema = z.strictObject({
  signed: unlockSignedSchema,
  /** Ed25519 over the canonical JSON of `signed`, in hex; at most one for each key. */
  signatures: z
    .array(z.strictObject({ keyid: hex(64), sig: hex(128) }))
    .max(SIGNATURES_MAX)
    .refine((signatures) => new Set(signatures.map(({ keyid }) => keyid)).size === signatures.length),
});
export type Unlock = z.infer<typeof unlockSchema>;

// --- the text ---
const TITLE = "SUPERVISEUR UNLOCK";
const HEADER = `-----BEGIN ${TITLE}-----`;
const FOOTER = `-----END ${TITLE}-----`;
const LINE_CHARACTERS = 64;
/** Mail programs replace several dashes by one long dash. */
const DASHES = "[-–—]{1,5}";
const BLOCK = new RegExp(
  `${DASHES}\\s*BEGIN ${TITLE}\\s*${DASHES}([\\s\\S]*?)${DASHES}\\s*END ${TITLE}`,
  "i",
);
/** Characters that mail programs insert: line ends, spaces of any kind and width, quotation marks (`>`). */
const LAID_IN = /[\s>|\u00ad\u200b-\u200d\u2060]/g;

/** CRC-24 of RFC 4880 § 6.1, three bytes: distinguishes a badly copied text from one with another signer. */
function checksum(bytes: Uint8Array): string {
  let crc = 0xb704ce;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc & 0x80_0000 ? 0x1_86_4cfb : 0);
  }
  return base64(Uint8Array.of(crc >> 16, crc >> 8, crc));
}

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const bytesOf = (text: string): Uint8Array =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

/** Header, base64 in lines of at most 64 characters, `=` and a checksum, footer. */
export function unlockText(unlock: Unlock): string {
  const bytes = new TextEncoder().encode(JSON.stringify(unlock));
  const lines = base64(bytes).match(new RegExp(`.{1,${LINE_CHARACTERS}}`, "g")) ?? [];
  return [HEADER, ...lines, `=${checksum(bytes)}`, FOOTER, ""].join("\n");
}

/**
 * The first unlock in the text, with any text around it and with any quoting of a mail.
 * @throws CodedError UNLOCK_INVALID
 */
export function readUnlock(text: string): Unlock {
  const body = BLOCK.exec(text)?.[1]?.replaceAll(LAID_IN, "") ?? "";
  const [, content, sum] = /^([A-Za-z\d+/]+={0,2})=([A-Za-z\d+/]{4})$/.exec(body) ?? [];
  if (content === undefined || sum === undefined) throw new CodedError("UNLOCK_INVALID");
  try {
    const bytes = bytesOf(content);
    if (checksum(bytes) !== sum) throw new TypeError("checksum");
    return unlockSchema.parse(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch (error) {
    throw new CodedError("UNLOCK_INVALID", {}, error);
  }
}

// --- installation, run and expiry ---
export interface UnlockPlace {
  readonly installation: string;
  readonly run: string;
  /** Unix ms: the latest time that the server has proof of. */
  readonly now: number;
}

/** @throws CodedError UNLOCK_OTHER_INSTALLATION, UNLOCK_OTHER_RUN, UNLOCK_EXPIRED */
export function requireMeantFor(signed: UnlockSigned, { installation, run, now }: UnlockPlace): void {
  if (signed.installation !== installation)
    throw new CodedError("UNLOCK_OTHER_INSTALLATION", { found: signed.installation, expected: installation });
  if (signed.run !== run) throw new CodedError("UNLOCK_OTHER_RUN", { found: signed.run, expected: run });
  if (now >= Date.parse(signed.expires))
    throw new CodedError("UNLOCK_EXPIRED", { date: signed.expires.slice(0, 10) });
}
