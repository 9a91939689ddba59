/** What a real application's release is made of: many small files in nested folders, and some large ones. Nothing is written here. */
import { type ContentKind, contentOf, Random } from "./content.ts";

export interface TreeFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly kind: ContentKind;
}

const MIB = 1024 * 1024;
const SMALL_FILES_PER_GIB = 20_000;
const SMALL_MEDIAN_BYTES = 4096;
/** Of the sizes' logarithm: most are some kilobytes, a few hundreds of them. */
const SMALL_SPREAD = 1.4;
const SMALL_MAX_BYTES = MIB;
const LARGE_MIN_BYTES = 10 * MIB;
const LARGE_MAX_BYTES = 60 * MIB;
/** Images, fonts and what was packed before. */
const NOISE_SHARE = 1 / 4;

function smallPath(random: Random, index: number): string {
  const folder = Array.from(
    { length: 1 + random.below(4) },
    () => `m${String(random.below(24)).padStart(2, "0")}`,
  ).join("/");
  return `app/${folder}/f${String(index).padStart(6, "0")}.js`;
}

function* smallFiles(random: Random, count: number): Generator<TreeFile> {
  for (let index = 0; index < count; index++) {
    const size = Math.min(
      SMALL_MAX_BYTES,
      Math.round(SMALL_MEDIAN_BYTES * Math.exp(SMALL_SPREAD * random.normal())),
    );
    yield { path: smallPath(random, index), size, kind: "text" };
  }
}

/** `mib` unpacked, in the order of the archive. */
export function applicationTree(mib: number): readonly TreeFile[] {
  const random = new Random(`tree ${mib}`);
  const files = [...smallFiles(random, Math.round((SMALL_FILES_PER_GIB * mib) / 1024))];
  let left = mib * MIB - files.reduce((sum, { size }) => sum + size, 0);
  for (let index = 0; left > 0; index++) {
    const size = Math.min(left, LARGE_MIN_BYTES + random.below(LARGE_MAX_BYTES - LARGE_MIN_BYTES));
    left -= size;
    const kind = random.next() < NOISE_SHARE ? "noise" : "text";
    files.push({ path: `vendor/${kind}-${String(index).padStart(2, "0")}.bin`, size, kind });
  }
  return inOrder(files);
}

/** `mib` unpacked that pack to a fraction: as many small files, and large ones of half a gibibyte, all with the same bytes. */
export function largeTree(mib: number): readonly TreeFile[] {
  const random = new Random("large");
  const files = [...smallFiles(random, Math.min(SMALL_FILES_PER_GIB, mib * 4))];
  let left = mib * MIB - files.reduce((sum, { size }) => sum + size, 0);
  const each = Math.min(512 * MIB, Math.ceil(left / 4));
  for (let index = 0; left > 0; index++) {
    const size = Math.min(left, each);
    left -= size;
    files.push({ path: `vendor/large-${String(index).padStart(2, "0")}.bin`, size, kind: "repeated" });
  }
  return inOrder(files);
}

const inOrder = (files: readonly TreeFile[]): readonly TreeFile[] =>
  files.toSorted((a, b) => (a.path < b.path ? -1 : 1));

/** Large files of the same size and kind have the same bytes: their hash is taken once. */
export const seedOf = ({ path, size, kind }: TreeFile): string =>
  kind === "repeated" ? `${kind} ${size}` : path;
export const bytesOf = (file: TreeFile): Generator<Buffer> => contentOf(file.kind, seedOf(file), file.size);
