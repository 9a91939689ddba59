/**
 * New signatures for an archive that exists: its release document renewed with a later date, the roots and targets of today, the
 * same payload. The release folder is not needed. What is renewed must have been signed by this vendor while it was valid: no one
 * may have their own archive signed this way.
 */
import { createReadStream } from "node:fs";
import type { Metadata, Targets } from "@tufjs/models";
import { CodedError } from "../../shared/errors.ts";
import { ByteReader } from "../archive/byte-source.ts";
import type { MetadataDocument } from "../archive/entry-reader.ts";
import { inspectDocuments, readDocuments } from "../archive/inspect.ts";
import { isMeta } from "../archive/layout.ts";
import { readTargets } from "../archive/release-targets.ts";
import { firstTrust, RELEASE_FIELD, TrustChain, type TrustedContent } from "../archive/trust.ts";
import { type Unpacked, unpack } from "../archive/unpack.ts";
import { BLOCK, decodeHeader, paddingOf } from "../archive/ustar.ts";
import { FileChanged } from "../io/file-changed.ts";
import { ARCHIVE_IDLE_MS } from "../limits.ts";
import { releaseDocument } from "./build-release.ts";
import { type Packed, type Sealed, sealed, writeArchive } from "./pack.ts";
import { type TrustDocuments, TrustProblem } from "./ring-folder.ts";

export const RESIGN_PROBLEMS = ["content", "version"] as const;
/** The new release document is not this archive's: other content, or no later version of it. */
export class ResignProblem extends Error {
  readonly problem: (typeof RESIGN_PROBLEMS)[number];
  constructor(problem: ResignProblem["problem"]) {
    super(problem);
    this.name = "ResignProblem";
    this.problem = problem;
  }
}

/** Tar content handed on in pieces of at most this many bytes. */
const PIECE_BYTES = 256 * 1024;

interface OldRelease {
  readonly content: TrustedContent;
  readonly document: Metadata<Targets>;
}

/**
 * What the archive holds, by signatures that held on the last day it was valid.
 * @throws CodedError, the refusal that a server would have given then
 */
async function oldRelease(file: string, { roots }: TrustDocuments): Promise<OldRelease> {
  const documents = await readDocuments(createReadStream(file));
  const lastValid = Math.min(...inspectDocuments(documents).map(({ expires }) => Date.parse(expires))) - 1;
  const chain = new TrustChain(firstTrust(startOf(documents, roots)), lastValid);
  for (const document of documents) {
    if (document.kind === "root") chain.root(document);
    else if (document.kind === "targets") chain.targets(document);
    else
      return {
        content: chain.channel(document, document.role),
        document: readTargets(JSON.parse(document.bytes.toString("utf8"))),
      };
  }
  throw new Error("metadata ended without its channel");
}

/** An archive may carry fewer of the first roots than the vendor keeps. */
function startOf(
  documents: readonly MetadataDocument[],
  roots: TrustDocuments["roots"],
): TrustDocuments["roots"][number] {
  const [lowest] = inspectDocuments(documents.filter(({ kind }) => kind === "root"));
  const start = roots.find(({ signed }) => signed.version === lowest?.version) ?? roots[0];
  if (start === undefined) throw new TrustProblem("noRoot", "");
  return start;
}

/**
 * The release document of an archive, one version later and valid until `expires` (Unix ms), unsigned.
 * @throws CodedError when this vendor did not sign the archive
 */
export async function renewedRelease(
  file: string,
  trust: TrustDocuments,
  expires: number,
): Promise<Metadata<Targets>> {
  const { signed } = (await oldRelease(file, trust)).document;
  return releaseDocument(signed.unrecognizedFields[RELEASE_FIELD] ?? null, signed.targets, {
    version: signed.version + 1,
    expires,
  });
}

export interface ResignOptions {
  readonly file: string;
  /** The renewed document, signed. */
  readonly release: Metadata<Targets>;
  readonly trust: TrustDocuments;
  /** Unix ms, for expiry. */
  readonly now: number;
}

/** What `resignArchive` would write, judged without reading the payload. */
export async function readyToResign({ file, release, trust, now }: ResignOptions): Promise<Sealed> {
  const old = await oldRelease(file, trust);
  const ready = sealed(release, trust, now);
  if (ready.content.summary.contentId !== old.content.summary.contentId) throw new ResignProblem("content");
  if (release.signed.version <= old.document.signed.version) throw new ResignProblem("version");
  return ready;
}

/**
 * Writes the new archive into `out`, whole or not at all; `out` may be the folder of the old one.
 * @throws CodedError, the refusal that a server would give; ResignProblem, FileChanged, TrustProblem
 */
export async function resignArchive({
  out,
  ...options
}: ResignOptions & { readonly out: string }): Promise<Packed> {
  const ready = await readyToResign(options);
  const unpacked = unpack(createReadStream(options.file), { idleMs: ARCHIVE_IDLE_MS });
  try {
    const payload = new PayloadReader(unpacked);
    return await writeArchive(ready, out, (path) => payload.content(path));
  } finally {
    await unpacked.close();
  }
}

/** The payload's files one after the other; whether they are the signed ones, the writer finds out. */
class PayloadReader {
  readonly #bytes: ByteReader;

  constructor({ chunks }: Unpacked) {
    this.#bytes = new ByteReader(chunks);
  }

  async *content(path: string): AsyncGenerator<Buffer> {
    const entry = await this.#entry();
    if (entry.name !== path) throw new FileChanged(path);
    yield* this.#pieces(entry.size);
  }

  async #entry(): Promise<{ readonly name: string; readonly size: number }> {
    for (;;) {
      const { offset } = this.#bytes;
      const header = await this.#bytes.take(BLOCK);
      if (header.length < BLOCK) throw new CodedError("ARCHIVE_TRUNCATED", { offset });
      const entry = decodeHeader(header, offset);
      if (!isMeta(entry.name)) return entry;
      for await (const _ of this.#pieces(entry.size));
    }
  }

  /** Copies: the chunk they are cut from may be overwritten while they wait to be deflated. */
  async *#pieces(size: number): AsyncGenerator<Buffer> {
    for (let left = size; left > 0; ) {
      const piece = await this.#bytes.some(Math.min(left, PIECE_BYTES));
      if (piece === null) throw new CodedError("ARCHIVE_TRUNCATED", { offset: this.#bytes.offset });
      left -= piece.length;
      yield Buffer.from(piece);
    }
    await this.#bytes.take(paddingOf(size));
  }
}
