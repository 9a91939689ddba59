/**
 * Other people's archives, file by file: as they are; and, so that the tar's reader sees them at all, packed as ours are and put
 * in the place of our payload.
 */
import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { isMeta } from "../../server/archive/layout.ts";
import type { Unpacked } from "../../server/archive/unpack.ts";
import { gzipOf, partsOf, tarOf } from "./archive-builder.ts";
import type { TemporaryWorld } from "./hostile-world.ts";
import { fromChunks, fromSource, HANG_MS, type Outcome, tryArchive } from "./try-archive.ts";

/** Larger files are only read as they are. */
const REPACKED_MAX_BYTES = 32 * 1024 * 1024;
/** A whole archive is read at tens of megabytes a second at the least. */
const SLOWEST_BYTES_PER_MS = 10_000;

export interface CorpusVerdict {
  /** Relative to the folder. */
  readonly file: string;
  readonly answer: string;
  /** Its bytes, or what they inflate to, as one gzip member of ours; null for a file that is large, or not ours to read. */
  readonly packed: string | null;
  /** The same behind the good archive's metadata, in the place of the payload. */
  readonly asPayload: string | null;
  readonly faults: readonly string[];
}

/** One verdict for each regular file below `directory` whose path fits `only`, in the order of their names. */
export async function* corpusVerdicts(
  directory: string,
  world: TemporaryWorld,
  only = /./,
): AsyncGenerator<CorpusVerdict> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const metadata = tarOf(
    partsOf(world.good).filter(({ name }) => isMeta(name)),
    Buffer.alloc(0),
  );
  for (const path of files.filter((file) => only.test(file)).toSorted()) {
    const { size } = await stat(path);
    const tried = (unpacked: () => Unpacked): Promise<Outcome> =>
      tryArchive({ ...world, unpacked, limitMs: HANG_MS + size / SLOWEST_BYTES_PER_MS });
    const outcomes = [await tried(() => fromSource(createReadStream(path)))];
    const bytes = size <= REPACKED_MAX_BYTES ? await readFile(path).catch(() => null) : null;
    if (bytes !== null) {
      const tar = inflated(bytes);
      outcomes.push(
        await tried(fromChunks(gzipOf(tar), 65_536)),
        await tried(fromChunks(gzipOf(Buffer.concat([metadata, tar])), 511)),
      );
    }
    const [answer = null, packed = null, asPayload = null] = outcomes.map(
      (outcome) => outcome.answer ?? "no answer",
    );
    yield {
      file: path.slice(directory.length).replace(/^\/+/, ""),
      answer: answer ?? "no answer",
      packed,
      asPayload,
      faults: outcomes.flatMap(({ faults }) => faults),
    };
  }
}

function inflated(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: REPACKED_MAX_BYTES });
  } catch {
    return bytes;
  }
}
