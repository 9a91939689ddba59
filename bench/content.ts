/** The bytes of generated files: the same for the same seed, as compressible as the files of a real application, or not at all. */
import { createCipheriv, createHash } from "node:crypto";

const PIECE_BYTES = 1024 * 1024;
const ZEROS = Buffer.alloc(PIECE_BYTES);
const NO_COUNTER = Buffer.alloc(16);

/** The same endless stream of bytes for the same seed. */
function noiseOf(seed: string): (bytes: number) => Buffer {
  const cipher = createCipheriv("aes-256-ctr", createHash("sha256").update(seed).digest(), NO_COUNTER);
  return (bytes) => cipher.update(ZEROS.subarray(0, bytes));
}

export class Random {
  readonly #noise: (bytes: number) => Buffer;
  #pool: Buffer = Buffer.alloc(0);
  #at = 0;

  constructor(seed: string) {
    this.#noise = noiseOf(seed);
  }

  /** 0 ≤ x < 1 */
  next(): number {
    if (this.#at === this.#pool.length) [this.#pool, this.#at] = [this.#noise(64 * 1024), 0];
    const value = this.#pool.readUInt32LE(this.#at);
    this.#at += 4;
    return value / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** Mean 0, deviation 1 (Box and Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }
}

const SYLLABLES =
  "ba co di fe gra hu il jo ka lem mi nor os pre qui ra ser tion ul ver wal xi yt zo ment able para inter sub".split(
    " ",
  );
const LINE_COUNT = 4096;

/** Lines of something like code: from few words, a few of which are very frequent. */
function makeLines(): readonly Buffer[] {
  const random = new Random("lines");
  const words = Array.from({ length: 1500 }, () =>
    Array.from({ length: 1 + random.below(4) }, () => SYLLABLES[random.below(SYLLABLES.length)]).join(""),
  );
  const frequent = (): string => words[Math.floor(random.next() ** 3 * words.length)] ?? "";
  const marks = [" = ", "(", ", ", ".", ": ", " => ", "); "];
  return Array.from({ length: LINE_COUNT }, () => {
    const text = Array.from(
      { length: 3 + random.below(6) },
      () => frequent() + (marks[random.below(marks.length)] ?? ""),
    ).join("");
    return Buffer.from(`${"  ".repeat(random.below(4))}${text};\n`);
  });
}
let lines: readonly Buffer[] | null = null;

function textPiece(random: Random, bytes: number): Buffer {
  lines ??= makeLines();
  const piece = Buffer.allocUnsafe(bytes);
  for (let at = 0; at < bytes; )
    at += (lines[Math.floor(random.next() ** 1.5 * LINE_COUNT)] ?? Buffer.alloc(1)).copy(piece, at);
  return piece;
}

/** `text` packs to about a quarter, `noise` not at all, `repeated` to about a twentieth and is quickly made. */
export type ContentKind = "text" | "noise" | "repeated";

/** `size` bytes in pieces of at most one MiB. */
export function* contentOf(kind: ContentKind, seed: string, size: number): Generator<Buffer> {
  const noise = noiseOf(seed);
  const random = new Random(seed);
  const pattern = kind === "repeated" ? textPiece(random, 512) : Buffer.alloc(0);
  for (let done = 0; done < size; done += PIECE_BYTES) {
    const bytes = Math.min(PIECE_BYTES, size - done);
    if (kind === "noise") yield noise(bytes);
    else if (kind === "text") yield textPiece(random, bytes);
    else {
      const piece = Buffer.alloc(bytes, pattern);
      noise(Math.floor(bytes / 24)).copy(piece);
      yield piece;
    }
  }
}
