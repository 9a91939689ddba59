/** Headers of strict POSIX ustar: what the format allows is one kind of entry, a regular file. Source: POSIX.1-1988, pax(1), ustar interchange format. */
import { CodedError } from "../../shared/errors.ts";

export const BLOCK = 512;

export interface UstarEntry {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

const NAME_MAX = 100;
const PREFIX_MAX = 155;
const OCTAL = /^[0-7]+[\0 ]$/;

const padding = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

export { padding as paddingOf };

function splitName(path: string): { prefix: string; name: string } {
  if (Buffer.byteLength(path) <= NAME_MAX) return { prefix: "", name: path };
  for (let slash = path.indexOf("/"); slash !== -1; slash = path.indexOf("/", slash + 1)) {
    const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)];
    if (Buffer.byteLength(prefix) <= PREFIX_MAX && Buffer.byteLength(name) <= NAME_MAX) return { prefix, name };
  }
  throw new Error(`${path} does not fit a ustar header`);
}

const checksum = (block: Uint8Array): number => block.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 0x20 : byte), 0);

/** A regular file's header; `mtime` in seconds. */
export function encodeHeader(path: string, size: number, mode: number, mtime: number): Buffer {
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

export const isZeroBlock = (block: Buffer): boolean => block.every((byte) => byte === 0);

/**
 * Reads a header at byte `offset` of the unpacked archive.
 * @throws CodedError ARCHIVE_CORRUPT (checksum), ARCHIVE_ENTRY_FORBIDDEN (any dialect, type or name that is not plain ustar)
 */
export function decodeHeader(block: Buffer, offset: number): UstarEntry {
  const name = text(block, 0, NAME_MAX);
  const shown = name ?? block.toString("latin1", 0, NAME_MAX).replace(/\0.*$/s, "");
  const forbidden = (): CodedError => new CodedError("ARCHIVE_ENTRY_FORBIDDEN", { entry: shown === "" ? "?" : shown, offset });
  const recorded = /^([0-7]{6,7})[\0 ]{1,2}$/.exec(block.toString("latin1", 148, 156))?.[1];
  if (recorded === undefined || Number.parseInt(recorded, 8) !== checksum(block)) throw new CodedError("ARCHIVE_CORRUPT", { offset });
  if (block.toString("latin1", 257, 265) !== "ustar\x0000" || block[156] !== 0x30) throw forbidden();
  const [prefix, link] = [text(block, 345, PREFIX_MAX), text(block, 157, 100)];
  const numbers = [octal(block, 100, 8), octal(block, 108, 8), octal(block, 116, 8), octal(block, 136, 12)];
  const size = octal(block, 124, 12);
  if (name === null || name === "" || prefix === null || link !== "" || size === null || numbers.includes(null)) throw forbidden();
  return { name: prefix === "" ? name : `${prefix}/${name}`, size };
}
