/** Random changes to the bytes of the archive itself: bits, cuts, splices, insertions; and the same tar deflated otherwise. */
import { constants, crc32, deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { GZIP_HEADER } from "../../server/archive/gunzip.ts";
import { untarred } from "./archive-builder.ts";
import type { HostileWorld } from "./hostile-class.ts";

const { Z_DEFAULT_STRATEGY, Z_FILTERED, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE } = constants;

/** `at`: counted from the end when negative, and counted round. */
type Change =
  | { readonly op: "flip"; readonly at: number; readonly bit: number }
  | { readonly op: "cut"; readonly at: number; readonly length: number }
  | { readonly op: "insert" | "overwrite"; readonly at: number; readonly bytes: string }
  | { readonly op: "splice"; readonly at: number; readonly length: number; readonly to: number };
export interface GzipMutation {
  readonly layer: "gzip";
  readonly deflate: { readonly level: number; readonly strategy: number; readonly memLevel: number } | null;
  readonly changes: readonly Change[];
  /** A trailer that fits whatever the deflate stream became is left to chance; this one is a stranger's. */
  readonly strangersEnd: boolean;
}

/** Anywhere; or in the header, or in the trailer. */
const at = fc.oneof(fc.integer({ min: -100_000, max: 100_000 }), fc.integer({ min: -9, max: 12 }));
const bytes = fc
  .uint8Array({ minLength: 1, maxLength: 24 })
  .map((array) => Buffer.from(array).toString("hex"));
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ op: fc.constant("flip" as const), at, bit: fc.nat(7) }),
  fc.record({ op: fc.constant("cut" as const), at, length: fc.integer({ min: 1, max: 400 }) }),
  fc.record({ op: fc.constantFrom("insert" as const, "overwrite" as const), at, bytes }),
  fc.record({ op: fc.constant("splice" as const), at, length: fc.integer({ min: 1, max: 400 }), to: at }),
);
export const gzipMutation: fc.Arbitrary<GzipMutation> = fc.record({
  layer: fc.constant("gzip" as const),
  deflate: fc.option(
    fc.record({
      level: fc.nat(9),
      strategy: fc.constantFrom(Z_DEFAULT_STRATEGY, Z_FILTERED, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE),
      memLevel: fc.integer({ min: 1, max: 9 }),
    }),
  ),
  changes: fc.array(change, { maxLength: 3 }),
  strangersEnd: fc.integer({ min: 0, max: 9 }).map((chance) => chance === 0),
});

function changed(archive: Buffer, one: Change): Buffer {
  const size = Math.max(1, archive.length);
  const from = ((one.at % size) + size) % size;
  const [before, after] = [archive.subarray(0, from), archive.subarray(from)];
  if (one.op === "cut") return Buffer.concat([before, after.subarray(one.length)]);
  if (one.op === "flip") {
    const [first = 0] = after;
    return Buffer.concat([before, Buffer.from([first ^ (1 << one.bit)]), after.subarray(1)]);
  }
  if (one.op === "splice") {
    const to = ((one.to % size) + size) % size;
    return Buffer.concat([archive.subarray(0, to), after.subarray(0, one.length), archive.subarray(to)]);
  }
  const put = Buffer.from(one.bytes, "hex");
  return Buffer.concat([before, put, after.subarray(one.op === "insert" ? 0 : put.length)]);
}

export function mutateGzip(
  { good, strangersGood }: HostileWorld,
  { deflate, changes, strangersEnd }: GzipMutation,
): Buffer {
  const tar = untarred(good);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(tar), 0);
  trailer.writeUInt32LE(tar.length, 4);
  const whole = deflate === null ? good : Buffer.concat([GZIP_HEADER, deflateRawSync(tar, deflate), trailer]);
  const archive = changes.reduce(changed, whole);
  return strangersEnd ? Buffer.concat([archive.subarray(0, -8), strangersGood.subarray(-8)]) : archive;
}
