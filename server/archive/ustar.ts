/** Headers of strict POSIX ustar: what the format allows is one kind of entry, a regular file. Source: POSIX.1-1988, pax(1), ustar interchange format. */
import { CodedError } from "../../shared/errors.ts";

export const BLOCK = 512;

export interface UstarEntry {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Of the header in the unpacked archive, in bytes. */
  readonly offset: number;
}

const NAME_MAX = 100;
const PREFIX_MAX = 155;
/** Eleven octal digits. */
export const ENTRY_MAX_BYTES = 8 ** 11 - 1;
/** All that our names are made of, and all that may reach a terminal or a log. */
const PRINTABLE = /^[\x21-\x7e]+$/;
const OCTAL = /^[0-7]+[\0 ]$/;

const padding = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

export { padding as paddingOf };

function splitName(path: string): { prefix: string; name: string } {
  if (Buffer.byteLength(path) <= NAME_MAX) return { prefix: "", name: path };
  for (let slash = path.indexOf("/"); slash !== -1; slash = path.indexOf("/", slash + 1)) {
    const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)];
    if (Buffer.byteLength(prefix) <= PREFIX_MAX && Buffer.byteLength(name) <= NAME_MAX)
      return { prefix, name };
  }
  throw new RangeError(`${path} does not fit a ustar header`);
}

/** The checksum's own eight bytes count as blanks. A plain loop: twice per header, it is the hottest line of a small file. */
function checksum(block: Uint8Array): number {
  let sum = 8 * 0x20;
  for (let at = 0; at < BLOCK; at++) if (at < 148 || at >= 156) sum += block[at] ?? 0;
  return sum;
}

/**
 * A regular file's header; `mtime` in seconds.
 * @throws RangeError when ustar cannot say it: a long name without a slash where it is needed, eight gibibytes or more
 */
export function encodeHeader(path: string, size: number, mode: number, mtime: number): Buffer {
  if (size > ENTRY_MAX_BYTES) throw new RangeError(`${path} is too large for a ustar header`);
  const { prefix, name } = splitName(path);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, offset: number, width: number): void =>
    void block.write(`${value.toString(8).padStart(width - 1, "0")}\0`, offset, "latin1");
  block.write(name, 0, "utf8");
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(mtime, 136, 12);
  block.write("0", 156, "latin1");
  block.write("ustar\x0000", 257, "latin1");
  octal(0, 329, 8);
  octal(0, 337, 8);
  block.write(prefix, 345, "utf8");
  block.write(`${checksum(block).toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return block;
}

/** A NUL-terminated field; anything after the first NUL must be NUL too, or two readers could see two names. */
function text(block: Buffer, start: number, length: number): string | null {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  if (end === -1) return field.toString("utf8");
  return field.subarray(end).every((byte) => byte === 0) ? field.subarray(0, end).toString("utf8") : null;
}

function octal(block: Buffer, start: number, length: number): number | null {
  const field = block.toString("latin1", start, start + length);
  return OCTAL.test(field) ? Number.parseInt(field, 8) : null;
}

/** A stranger's name as people may see it: no control character, no bidirectional trick. */
function shownName(block: Buffer): string {
  const [name = ""] = block.toString("utf8", 0, NAME_MAX).split("\0");
  return name.replace(/[^\x20-\x7e]/gu, "?") || "?";
}

export const hasMagic = (block: Buffer): boolean => block.toString("latin1", 257, 262) === "ustar";
const ZERO_BLOCK = Buffer.alloc(BLOCK);
export const isZeroBlock = (block: Buffer): boolean => block.equals(ZERO_BLOCK);

/**
 * Reads a header at byte `offset` of the unpacked archive.
 * @throws CodedError ARCHIVE_CORRUPT (checksum), ARCHIVE_ENTRY_FORBIDDEN (any dialect, type or name that is not plain ustar)
 */
export function decodeHeader(block: Buffer, offset: number): UstarEntry {
  const name = text(block, 0, NAME_MAX);
  const forbidden = (): CodedError =>
    new CodedError("ARCHIVE_ENTRY_FORBIDDEN", { entry: shownName(block), offset });
  const recorded = /^([0-7]{6,7})[\0 ]{1,2}$/.exec(block.toString("latin1", 148, 156))?.[1];
  if (recorded === undefined || Number.parseInt(recorded, 8) !== checksum(block))
    throw new CodedError("ARCHIVE_CORRUPT", { offset });
  if (block.toString("latin1", 257, 265) !== "ustar\x0000" || block[156] !== 0x30) throw forbidden();
  const [prefix, link] = [text(block, 345, PREFIX_MAX), text(block, 157, 100)];
  const numbers = [octal(block, 100, 8), octal(block, 108, 8), octal(block, 116, 8), octal(block, 136, 12)];
  const size = octal(block, 124, 12);
  if (name === null || prefix === null || link !== "" || size === null || numbers.includes(null))
    throw forbidden();
  if (!PRINTABLE.test(name) || (prefix !== "" && !PRINTABLE.test(prefix))) throw forbidden();
  return { name: prefix === "" ? name : `${prefix}/${name}`, size, offset };
}
