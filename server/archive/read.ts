/** The one reader of archives: verify and stage in one pass, never extract. Every refusal has its code and leaves nothing behind. */
import { createHash } from "node:crypto";
import { CodedError } from "../../shared/errors.ts";
import type { ArchiveSummary } from "../../shared/journal.ts";
import type { ReleaseManifest } from "../../shared/manifest.ts";
import { BlobWriter } from "../io/blob-writer.ts";
import { ARCHIVE_IDLE_MS } from "../limits.ts";
import { ByteReader } from "./byte-source.ts";
import { EntryReader } from "./entry-reader.ts";
import { type ArchiveVerdict, type StagedFile, saveStaged } from "./staged.ts";
import { type SignedFile, type Trust, TrustChain, type TrustedContent } from "./trust.ts";
import { type Unpacked, unpack } from "./unpack.ts";

export { type ArchiveVerdict, loadStaged, type StagedFile } from "./staged.ts";

export interface VerifyOptions {
  readonly trust: Trust;
  /** Unix ms, for expiry. */
  readonly now: number;
  /** A folder to make and fill, or null to verify only. */
  readonly staging: string | null;
  /** Called with verified metadata, before the first payload byte is accepted; throws the refusal. */
  judge(manifest: ReleaseManifest, summary: ArchiveSummary): void | Promise<void>;
  /** Called before the judge with what the archive's verified documents teach, whatever becomes of the archive. */
  learn?(learned: Trust): void | Promise<void>;
  onProgress?(packedBytes: number, unpackedBytes: number): void;
}
export interface ReadOptions extends VerifyOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds of silence that end the reading. */
  readonly idleMs?: number;
}

/**
 * @throws CodedError, one of the ARCHIVE_… codes or UPLOAD_INTERRUPTED; the staging folder is then gone.
 */
export const readArchive = (
  source: AsyncIterable<Uint8Array>,
  options: ReadOptions,
): Promise<ArchiveVerdict> =>
  readUnpacked(
    unpack(source, { idleMs: options.idleMs ?? ARCHIVE_IDLE_MS, signal: options.signal }),
    options,
  );

/** The same for bytes that another thread has inflated. Closes `unpacked`. */
export async function readUnpacked(unpacked: Unpacked, options: VerifyOptions): Promise<ArchiveVerdict> {
  let blobs: BlobWriter | null = null;
  const { counts } = unpacked;
  const reader = new EntryReader(new ByteReader(unpacked.chunks), counts);
  try {
    blobs = options.staging === null ? null : new BlobWriter(options.staging);
    const content = await verified(reader, options);
    await options.judge(content.manifest, content.summary);
    const files = await payload(reader, content, blobs, () =>
      options.onProgress?.(counts.packed, counts.unpacked),
    );
    await reader.end();
    const verdict: ArchiveVerdict = {
      manifest: content.manifest,
      summary: content.summary,
      ...unpacked.digest(),
      files,
    };
    if (blobs !== null && options.staging !== null) {
      await blobs.sync();
      await saveStaged(options.staging, verdict);
    }
    return verdict;
  } catch (error) {
    await blobs?.discard();
    throw error;
  } finally {
    await unpacked.close();
    await reader.close();
  }
}

async function verified(reader: EntryReader, { trust, now, learn }: VerifyOptions): Promise<TrustedContent> {
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

async function payload(
  reader: EntryReader,
  { files }: TrustedContent,
  blobs: BlobWriter | null,
  onFile: () => void,
): Promise<StagedFile[]> {
  const staged: StagedFile[] = [];
  for (const file of files) {
    const { offset } = await reader.expect(file);
    const path = blobs?.begin(file.length) ?? "";
    const hash = createHash("sha256");
    await reader.content(file.length, (piece) => {
      hash.update(piece);
      onFile();
      return blobs?.write(piece);
    });
    await blobs?.end();
    refuseAltered(file, hash.digest("hex"), offset);
    staged.push({ ...file, staged: path });
  }
  return staged;
}

function refuseAltered(file: SignedFile, found: string, offset: number): void {
  if (found !== file.sha256)
    throw new CodedError("ARCHIVE_FILE_ALTERED", { entry: file.path, expected: file.sha256, found, offset });
}
