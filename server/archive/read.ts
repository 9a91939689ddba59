/** The one reader of archives: verify and stage in one pass, never extract. Every refusal has its code and leaves nothing behind. */
import { createHash, type Hash } from "node:crypto";
import { CodedError } from "../../shared/errors.ts";
import type { ArchiveSummary } from "../../shared/journal.ts";
import type { ReleaseManifest } from "../../shared/manifest.ts";
import { BlobWriter } from "../io/blob-writer.ts";
import { ARCHIVE_IDLE_MS } from "../limits.ts";
import { ByteReader, watched } from "./byte-source.ts";
import { EntryReader } from "./entry-reader.ts";
import { type Counts, gunzip } from "./gunzip.ts";
import { HEAD_BYTES, refuseOtherKinds } from "./recognise.ts";
import { type ArchiveVerdict, type StagedFile, saveStaged } from "./staged.ts";
import { type SignedFile, type Trust, TrustChain, type TrustedContent } from "./trust.ts";

export { type ArchiveVerdict, loadStaged, type StagedFile } from "./staged.ts";

export interface ReadOptions {
  readonly trust: Trust;
  /** For messages only; `judge` compares it. */
  readonly fileName: string;
  /** Unix ms, for expiry. */
  readonly now: number;
  /** A folder to make and fill, or null to verify only. */
  readonly staging: string | null;
  /** Called with verified metadata, before the first payload byte is accepted; throws the refusal. */
  judge(manifest: ReleaseManifest, summary: ArchiveSummary): void | Promise<void>;
  /** Called before the judge with what the archive's verified documents teach, whatever becomes of the archive. */
  learn?(learned: Trust): void | Promise<void>;
  onProgress?(packedBytes: number, unpackedBytes: number): void;
  readonly signal?: AbortSignal;
  /** Milliseconds of silence that end the reading. */
  readonly idleMs?: number;
}

/**
 * @throws CodedError, one of the ARCHIVE_… codes or UPLOAD_INTERRUPTED; the staging folder is then gone.
 */
export async function readArchive(source: AsyncIterable<Uint8Array>, options: ReadOptions): Promise<ArchiveVerdict> {
  let blobs: BlobWriter | null = null;
  const hash = createHash("sha256");
  let bytes = 0;
  const refused = new AbortController();
  const signal = AbortSignal.any([refused.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const packed = new ByteReader(
    tapped(watched(source, { idleMs: options.idleMs ?? ARCHIVE_IDLE_MS, signal }), (chunk) => {
      hash.update(chunk);
      bytes += chunk.length;
    }),
  );
  try {
    blobs = options.staging === null ? null : new BlobWriter(options.staging);
    const head = await packed.take(HEAD_BYTES);
    refuseOtherKinds(head);
    const counts: Counts = { packed: 0, unpacked: 0 };
    const reader = new EntryReader(new ByteReader(gunzip(head, packed, counts)), counts);
    try {
      const content = await verified(reader, options);
      await options.judge(content.manifest, content.summary);
      const files = await payload(reader, content, blobs, () => options.onProgress?.(counts.packed, counts.unpacked));
      await reader.end();
      const verdict: ArchiveVerdict = { manifest: content.manifest, summary: content.summary, sha256: hash.digest("hex"), bytes, files };
      if (blobs !== null && options.staging !== null) {
        await blobs.sync();
        await saveStaged(options.staging, verdict);
      }
      return verdict;
    } finally {
      await reader.close();
    }
  } catch (error) {
    await blobs?.discard();
    throw error;
  } finally {
    // Inflating reads ahead: without this a refusal would wait for the chunk being waited for, or for the watchdog.
    refused.abort();
    await packed.close();
  }
}

async function verified(reader: EntryReader, { trust, now, learn }: ReadOptions): Promise<TrustedContent> {
  const chain = new TrustChain(trust, now);
  for await (const document of reader.metadata()) {
    if (document.kind === "root") chain.root(document);
    else if (document.kind === "targets") chain.targets(document);
    else {
      const content = chain.channel(document, document.role);
      await learn?.(chain.learned());
      return content;
    }
  }
  throw new Error("metadata ended without its channel");
}

async function* tapped(chunks: AsyncIterable<Buffer>, tap: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    tap(chunk);
    yield chunk;
  }
}

async function payload(
  reader: EntryReader,
  { files }: TrustedContent,
  blobs: BlobWriter | null,
  onFile: () => void,
): Promise<StagedFile[]> {
  const staged: StagedFile[] = [];
  for (const file of files) {
    const { offset } = await reader.expect(file);
    const path = blobs?.begin() ?? "";
    const hash = createHash("sha256");
    await reader.content(file.length, (piece) => {
      hash.update(piece);
      blobs?.write(piece);
      onFile();
    });
    blobs?.end();
    refuseAltered(file, hash, offset);
    staged.push({ ...file, staged: path });
  }
  return staged;
}

function refuseAltered(file: SignedFile, hash: Hash, offset: number): void {
  const found = hash.digest("hex");
  if (found !== file.sha256) throw new CodedError("ARCHIVE_FILE_ALTERED", { entry: file.path, expected: file.sha256, found, offset });
}
