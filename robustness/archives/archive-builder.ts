/** Archives taken apart and put together byte by byte, so that tests can make a bad one from a good one. */

import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import { canonicalize } from "@tufjs/canonical-json";
import { GZIP_HEADER } from "../../server/archive/gunzip.ts";
import { BLOCK, decodeHeader, encodeHeader, isZeroBlock, paddingOf } from "../../server/archive/ustar.ts";
import type { Signer } from "../../server/vendor/keys.ts";

/** One tar entry as it is written: the header may lie about the content. */
export interface Part {
  readonly name: string;
  readonly header: Buffer;
  readonly content: Buffer;
}
export interface HeaderChange {
  /** One character, "0" for a regular file. */
  readonly type?: string;
  readonly link?: string;
  /** What the header says, in bytes. */
  readonly size?: number;
}
const TRAILER_BYTES = 8;
const MODE = 0o644;
/** Two zero blocks. */
export const END_MARK = Buffer.alloc(2 * BLOCK);

/** Any header, with a checksum that holds: a reader must refuse it for what it says. */
export function part(name: string, content: Buffer | string = "", change: HeaderChange = {}): Part {
  const bytes = Buffer.from(content);
  const header = encodeHeader(name, change.size ?? bytes.length, MODE, 0);
  header.write(change.type ?? "0", 156, "latin1");
  header.write(change.link ?? "", 157, "latin1");
  return resummed({ name, header, content: bytes });
}

/** The checksum made to hold after the header was changed in place. */
export function resummed(entry: Part): Part {
  const { header } = entry;
  header.fill(" ", 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return entry;
}

export function gzipOf(tar: Buffer): Buffer {
  const trailer = Buffer.alloc(TRAILER_BYTES);
  trailer.writeUInt32LE(crc32(tar), 0);
  trailer.writeUInt32LE(tar.length, 4);
  return Buffer.concat([GZIP_HEADER, deflateRawSync(tar, { level: 9 }), trailer]);
}

export const tarOf = (parts: readonly Part[], end: Buffer = END_MARK): Buffer =>
  Buffer.concat([
    ...parts.flatMap(({ header, content }) => [header, content, Buffer.alloc(paddingOf(content.length))]),
    end,
  ]);

export const archiveOf = (parts: readonly Part[], end?: Buffer): Buffer => gzipOf(tarOf(parts, end));

export const untarred = (archive: Buffer): Buffer =>
  inflateRawSync(archive.subarray(GZIP_HEADER.length, -TRAILER_BYTES));

/** The entries of a good archive. */
export function partsOf(archive: Buffer): Part[] {
  const tar = untarred(archive);
  const parts: Part[] = [];
  for (let at = 0; ; ) {
    const header = tar.subarray(at, at + BLOCK);
    if (isZeroBlock(header)) return parts;
    const { name, size } = decodeHeader(header, at);
    parts.push({ name, header, content: tar.subarray(at + BLOCK, at + BLOCK + size) });
    at += BLOCK + size + paddingOf(size);
  }
}

/** The archive with its list of entries changed. */
export const edited = (archive: Buffer, edit: (parts: Part[]) => Part[]): Buffer =>
  archiveOf(edit(partsOf(archive)));

/** The archive with one entry's content changed, and its header with it. */
export const withContent = (archive: Buffer, name: string, edit: (content: Buffer) => Buffer): Buffer =>
  edited(archive, (parts) => {
    if (!parts.some((entry) => entry.name === name)) throw new Error(`no entry ${name}`);
    return parts.map((entry) => (entry.name === name ? part(name, edit(Buffer.from(entry.content))) : entry));
  });

/** A TUF document: any JSON under `signed`. */
interface SignedDocument {
  signed: Record<string, unknown>;
  signatures: unknown[];
}

/** The archive with one metadata document changed and signed again by `signers`; null leaves the old signatures. */
export const withDocument = (
  archive: Buffer,
  name: string,
  edit: (signed: Record<string, unknown>) => Record<string, unknown>,
  signers: readonly Signer[] | null,
): Buffer =>
  withContent(archive, name, (content) => {
    const document: SignedDocument = JSON.parse(content.toString("utf8"));
    const signed = edit(document.signed);
    const data = Buffer.from(canonicalize(signed));
    const signatures =
      signers === null ? document.signatures : signers.map((signer) => signer.sign(data).toJSON());
    return Buffer.from(JSON.stringify({ signed, signatures }));
  });
