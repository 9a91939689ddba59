/**
 * Strict POSIX ustar headers without Node's Buffer, so that a browser can read them too. Source:
 * POSIX.1-1988, pax(1).
 */
import { CodedError } from "./errors.ts";

export const USTAR_BLOCK_BYTES = 512;

export interface UstarHeader {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

const PRINTABLE = /^[\x21-\x7e]+$/;
const OCTAL = /^[0-7]+[\0 ]$/;

/** One character for each byte. */
export const latin1 = (bytes: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...bytes.subarray(start, end));
export const hasUstarMagic = (block: Uint8Array): boolean => latin1(block, 257, 262) === "ustar";

/** The eight bytes of the checksum itself count as spaces. */
const checksum = (block: Uint8Array): number =>
  block.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);

/**
 * A NUL-terminated field; anything after the first NUL must be NUL too, or two readers could see two names.
 */
function text(block: Uint8Array, start: number, length: number): string | null {
  const field = latin1(block, start, start + length);
  const end = field.indexOf("\0");
  if (end === -1) return field;
  return /^\0*$/.test(field.slice(end)) ? field.slice(0, end) : null;
}

function octal(block: Uint8Array, start: number, length: number): number | null {
  const field = latin1(block, start, start + length);
  return OCTAL.test(field) ? Number.parseInt(field, 8) : null;
}

/** An untrusted name in a form that is safe to display. */
const shownName = (block: Uint8Array): string =>
  (latin1(block, 0, 100).split("\0")[0] ?? "").replace(/[^\x20-\x7e]/g, "?") || "?";

/**
 * Reads the header of a regular file at byte `offset` of the unpacked archive.
 * @throws CodedError ARCHIVE_CORRUPT (checksum), ARCHIVE_ENTRY_FORBIDDEN (any dialect, type or name other
 * than plain ustar)
 */
export function decodeUstarHeader(block: Uint8Array, offset: number): UstarHeader {
  const recorded = /^([0-7]{6,7})[\0 ]{1,2}$/.exec(latin1(block, 148, 156))?.[1];
  if (recorded === undefined || Number.parseInt(recorded, 8) !== checksum(block))
    throw new CodedError("ARCHIVE_CORRUPT", { offset });
  const [name, prefix, link] = [text(block, 0, 100), text(block, 345, 155), text(block, 157, 100)];
  const size = octal(block, 124, 12);
  const plain = latin1(block, 257, 265) === "ustar\x0000" && block[156] === 0x30 && link === "";
  if (
    !plain ||
    name === null ||
    prefix === null ||
    size === null ||
    !PRINTABLE.test(name) ||
    !(prefix === "" || PRINTABLE.test(prefix))
  )
    throw new CodedError("ARCHIVE_ENTRY_FORBIDDEN", { entry: shownName(block), offset });
  return { name: prefix === "" ? name : `${prefix}/${name}`, size };
}
