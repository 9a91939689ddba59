/** What surrounds the tar: other kinds of files, gzip headers, deflate streams, trailers. */
import { randomBytes } from "node:crypto";
import { constants, crc32, deflateRawSync } from "node:zlib";
import { GZIP_HEADER } from "../../server/archive/gunzip.ts";
import { archiveOf, END_MARK, gzipOf, part, partsOf, tarOf, untarred } from "./archive-builder.ts";
import { accepted, allRefused, type HostileClasses, type HostileWorld, refused } from "./hostile-class.ts";

const KIB = 1024;
type Make = (world: HostileWorld) => Buffer;

/** A file that begins so; enough follows for a reader to look further. */
const beginning =
  (...bytes: number[]): Make =>
  () =>
    Buffer.concat([Buffer.from(bytes), Buffer.alloc(KIB, "x")]);

const trailerOf = (tar: Buffer): Buffer => {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(tar), 0);
  trailer.writeUInt32LE(tar.length, 4);
  return trailer;
};
/** The good archive's tar behind another gzip header. */
const withGzipHeader =
  (header: Buffer): Make =>
  ({ good }) =>
    Buffer.concat([header, good.subarray(GZIP_HEADER.length)]);
const flagged = (flag: number, extra = ""): Make =>
  withGzipHeader(
    Buffer.concat([Buffer.from([0x1f, 0x8b, 8, flag, 0, 0, 0, 0, 2, 255]), Buffer.from(extra, "latin1")]),
  );
/** The good archive's tar deflated otherwise. */
const deflated =
  (deflate: (tar: Buffer) => Buffer): Make =>
  ({ good }) => {
    const tar = untarred(good);
    return Buffer.concat([GZIP_HEADER, deflate(tar), trailerOf(tar)]);
  };
/** No tar: this deflate stream alone. */
const stream =
  (...bytes: number[]): Make =>
  () =>
    Buffer.concat([GZIP_HEADER, Buffer.from(bytes), Buffer.alloc(64)]);

const EMPTY_STORED = Buffer.from([0, 0, 0, 0xff, 0xff]);
const stored = (bytes: Buffer): Buffer => {
  const head = Buffer.alloc(5);
  head.writeUInt16LE(bytes.length, 1);
  head.writeUInt16LE(bytes.length ^ 0xffff, 3);
  return Buffer.concat([head, bytes]);
};
const LAST_STORED = Buffer.from([1, 0, 0, 0xff, 0xff]);

const otherKinds: HostileClasses = {
  ...allRefused("ARCHIVE_NOT_GZIP", {
    xz: beginning(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0),
    zstd: beginning(0x28, 0xb5, 0x2f, 0xfd),
    bzip2: beginning(0x42, 0x5a, 0x68, 0x39),
    sevenZip: beginning(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c),
    rar: beginning(0x52, 0x61, 0x72, 0x21, 0x1a, 0x07, 0x01, 0),
    lz4: beginning(0x04, 0x22, 0x4d, 0x18),
    unixCompress: beginning(0x1f, 0x9d, 0x90),
    zlibStream: beginning(0x78, 0x9c),
    pdf: beginning(...Buffer.from("%PDF-1.7\n")),
    executable: beginning(0x7f, 0x45, 0x4c, 0x46),
    byteOrderMarkFirst: ({ good }) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), good]),
    /** As a mail program might have sent it. */
    base64: ({ good }) => Buffer.from(good.toString("base64")),
    /** As a download in text mode leaves it. */
    lineEndsTranslated: ({ good }) => Buffer.from(good.toString("utf8").replaceAll("\n", "\r\n")),
    zeros: () => Buffer.alloc(64 * KIB),
    oneByte: () => Buffer.from([0x1f]),
    noise: () => Buffer.concat([Buffer.from([0]), randomBytes(64 * KIB)]),
    /** Before POSIX: no magic to be known by. */
    ancientTar: ({ good }) => {
      const tar = untarred(good);
      tar.fill(0, 257, 265);
      return tar;
    },
  }),
  emptyZip: refused("ARCHIVE_IS_ZIP", () => Buffer.concat([Buffer.from("PK\x05\x06"), Buffer.alloc(18)])),
  gnuTar: refused("ARCHIVE_IS_TAR", ({ good }) => {
    const tar = untarred(good);
    tar.write("ustar  \0", 257, "latin1");
    return tar;
  }),
  ...allRefused("ARCHIVE_FORMAT_UNKNOWN", {
    gzipTwice: ({ good }) => gzipOf(good),
    gzipOfZip: () => gzipOf(Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(KIB, "x")])),
  }),
  ...allRefused("ARCHIVE_TRUNCATED", {
    gzipOfNothing: () => gzipOf(Buffer.alloc(0)),
    gzipOfHalfABlock: () => gzipOf(Buffer.alloc(300, "x")),
  }),
  gzipOfZeros: refused("ARCHIVE_UNSIGNED", () => gzipOf(Buffer.alloc(64 * KIB * KIB))),
};

const headers: HostileClasses = {
  ...allRefused("ARCHIVE_NOT_GZIP", {
    reservedMethod: withGzipHeader(Buffer.from([0x1f, 0x8b, 7, 0, 0, 0, 0, 0, 2, 255])),
    textFlag: flagged(1),
    headerCrcFlag: flagged(2, "\0\0"),
    extraFieldFlag: flagged(4, "\x04\0abcd"),
    nameFlag: flagged(8, "tiny.tar\0"),
    /** A name that never ends. */
    endlessName: () =>
      Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 2, 255]), Buffer.alloc(64 * KIB, "n")]),
    commentFlag: flagged(16, "a comment\0"),
    encryptedFlag: flagged(32),
    reservedFlags: flagged(0xc0),
  }),
  otherSystem: accepted(
    "the last two bytes of the header say nothing about the content",
    withGzipHeader(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])),
  ),
  headerAlone: refused("ARCHIVE_TRUNCATED", ({ good }) => good.subarray(0, GZIP_HEADER.length)),
};

const SAME = "the same tar, deflated otherwise";
const streams: HostileClasses = {
  storedOnly: accepted(
    SAME,
    deflated((tar) => deflateRawSync(tar, { level: 0 })),
  ),
  fixedCodes: accepted(
    SAME,
    deflated((tar) => deflateRawSync(tar, { strategy: constants.Z_FIXED })),
  ),
  blockAByte: accepted(
    SAME,
    deflated((tar) =>
      Buffer.concat([...Array.from(tar, (byte) => stored(Buffer.from([byte]))), LAST_STORED]),
    ),
  ),
  emptyBlocks: accepted(
    "200,000 blocks that give nothing cost their sender more than the reader",
    deflated((tar) =>
      Buffer.concat([Buffer.alloc(200_000 * EMPTY_STORED.length, EMPTY_STORED), deflateRawSync(tar)]),
    ),
  ),
  ...allRefused("ARCHIVE_CORRUPT", {
    reservedBlock: stream(0x07),
    distanceTooFar: stream(0x03, 0x02),
    storedLengthBelied: stream(1, 5, 0, 0, 0),
    tooManySymbols: stream(0xfc, 0),
    codesOversubscribed: stream(0x04, 0, 0xfe, 0xff),
    noEndOfBlockCode: stream(0x04, 0, 0x24, 0x49, 0),
    trailerSwapped: ({ good }) =>
      Buffer.concat([good.subarray(0, -8), good.subarray(-4), good.subarray(-8, -4)]),
    trailerZero: ({ good }) => Buffer.concat([good.subarray(0, -8), Buffer.alloc(8)]),
  }),
  neverEnding: refused("ARCHIVE_TRUNCATED", ({ good }) =>
    Buffer.concat([GZIP_HEADER, deflateRawSync(untarred(good), { finishFlush: constants.Z_SYNC_FLUSH })]),
  ),
};

const ends: HostileClasses = {
  ...allRefused("ARCHIVE_TRAILING_DATA", {
    emptySecondMember: ({ good }) => Buffer.concat([good, gzipOf(Buffer.alloc(0))]),
    emptyFirstMember: ({ good }) => Buffer.concat([gzipOf(Buffer.alloc(0)), good]),
    /** Ordinary gunzip gives the whole tar. */
    tarInTwoMembers: ({ good }) => {
      const tar = untarred(good);
      return Buffer.concat([gzipOf(tar.subarray(0, 5000)), gzipOf(tar.subarray(5000))]);
    },
    strangersSecondMember: ({ good, strangersGood }) => Buffer.concat([good, strangersGood]),
    tapePadding: ({ good }) => Buffer.concat([good, Buffer.alloc(512)]),
    lineFeedLast: ({ good }) => Buffer.concat([good, Buffer.from("\n")]),
    /** Self-extracting tools find a zip from its end. */
    zipBehind: ({ good }) => Buffer.concat([good, Buffer.from("PK\x05\x06"), Buffer.alloc(18)]),
    endlessZeros: ({ good }) => archiveOf(partsOf(good), Buffer.alloc(32 * KIB * KIB)),
    secondTarBehindTheFirst: ({ good }) =>
      archiveOf(partsOf(good), Buffer.concat([END_MARK, untarred(good)])),
    tornEndMark: ({ good }) =>
      archiveOf(partsOf(good), Buffer.concat([END_MARK, Buffer.alloc(100), Buffer.from("x")])),
  }),
  raggedEnd: accepted("zeros after the end mark, less than a block: nothing is hidden there", ({ good }) =>
    archiveOf(partsOf(good), Buffer.concat([END_MARK, Buffer.alloc(77)])),
  ),
  recordPadding: accepted("tar pads to records of 10,240 bytes", ({ good }) => {
    const length = tarOf(partsOf(good)).length % 10_240;
    return archiveOf(partsOf(good), Buffer.concat([END_MARK, Buffer.alloc(10_240 - length)]));
  }),
  payloadBomb: refused("ARCHIVE_ENTRY_UNEXPECTED", ({ good }) =>
    archiveOf(
      partsOf(good).map((entry) =>
        entry.name === "assets/a.txt" ? part(entry.name, Buffer.alloc(32 * KIB * KIB)) : entry,
      ),
    ),
  ),
};

export const gzipClasses: HostileClasses = { ...otherKinds, ...headers, ...streams, ...ends };
