/** Tar headers: numbers, checksums, dialects, types of entries. */
import { ENTRY_MAX_BYTES } from "../../server/archive/ustar.ts";
import { edited, gzipOf, part, partsOf, untarred } from "./archive-builder.ts";
import { accepted, allRefused, type HostileClasses, refused } from "./hostile-class.ts";
import { FIRST, withEntry, withField, withHeader } from "./reshape.ts";

const MODE = [100, 8] as const;
const OWNER = [108, 8] as const;
const SIZE = [124, 12] as const;
const TIME = [136, 12] as const;
/** The first file has 700 bytes. */
const SIZE_OCTAL = (700).toString(8);

const base256 = (length: number, first: number, fill: number, last: number): Buffer => {
  const bytes = Buffer.alloc(length, fill);
  bytes[0] = first;
  bytes[length - 1] = last;
  return bytes;
};

const numbers: HostileClasses = {
  ...allRefused("ARCHIVE_ENTRY_FORBIDDEN", {
    sizeInBase256: withField(...SIZE, base256(12, 0x80, 0, 200)),
    sizeNegativeInBase256: withField(...SIZE, base256(12, 0xff, 0xff, 0xff)),
    sizeWithMinus: withField(...SIZE, "-0000001274"),
    sizeWithPlus: withField(...SIZE, "+0000001274"),
    sizeWithSpacesBefore: withField(...SIZE, `${SIZE_OCTAL.padStart(11, " ")} `),
    sizeWithSpaceInside: withField(...SIZE, "000000 1274"),
    sizeWithNulInside: withField(...SIZE, "000000\x001274"),
    sizeWithoutEnd: withField(...SIZE, SIZE_OCTAL.padStart(12, "0")),
    sizeDecimal: withField(...SIZE, "00000000789"),
    sizeHexadecimal: withField(...SIZE, "0x0000002bc"),
    sizeEmpty: withField(...SIZE, ""),
    sizeBlank: withField(...SIZE, " ".repeat(12)),
    sizeInArabicDigits: withField(...SIZE, "٠٠٠٠"),
    modeInBase256: withField(...MODE, base256(8, 0x80, 0, 1)),
    modeBlank: withField(...MODE, " ".repeat(8)),
    ownerInBase256: withField(...OWNER, base256(8, 0x80, 0, 0)),
    timeInBase256: withField(...TIME, base256(12, 0xff, 0xff, 0)),
    timeWithFraction: withField(...TIME, "1777.5"),
  }),
  ...allRefused("ARCHIVE_ENTRY_UNEXPECTED", {
    sizeZero: withField(...SIZE, "00000000000"),
    sizeOneLess: withField(...SIZE, (699).toString(8).padStart(11, "0")),
    sizeOneMore: withField(...SIZE, (701).toString(8).padStart(11, "0")),
    sizeEightGibibytes: withField(...SIZE, ENTRY_MAX_BYTES.toString(8)),
  }),
  sizeEndedBySpace: accepted(
    "POSIX ends a number by NUL or space",
    withField(...SIZE, `${SIZE_OCTAL.padStart(11, "0")} `),
  ),
  timeFarAway: accepted("the tar's times are not used", withField(...TIME, "77777777777")),
};

const MANIFEST = "modes and owners come from the manifest; the tar's are not used";
const rights: HostileClasses = {
  setuid: accepted(MANIFEST, withField(...MODE, "0004755")),
  setgid: accepted(MANIFEST, withField(...MODE, "0002755")),
  sticky: accepted(MANIFEST, withField(...MODE, "0001777")),
  worldWritable: accepted(MANIFEST, withField(...MODE, "0000777")),
  allModeBits: accepted(MANIFEST, withField(...MODE, "7777777")),
  noRights: accepted(MANIFEST, withField(...MODE, "0000000")),
  ownerRoot: accepted(
    MANIFEST,
    withHeader((header) => void header.write("root", 265, "latin1")),
  ),
  ownerUnknown: accepted(MANIFEST, withField(...OWNER, "7777777")),
  deviceNumbersOnAFile: accepted(
    "a regular file has no device; the two numbers are not used",
    withHeader((header) => void header.write("0000010\x000000001\x00", 329, "latin1")),
  ),
};

/** The checksum field written over after all else. */
const withChecksum =
  (checksum: (sum: number) => string, before: (header: Buffer) => void = () => {}) =>
  (world: { good: Buffer }): Buffer => {
    const tar = untarred(withHeader(before)(world));
    const at = tar.indexOf(`${FIRST}\0`);
    const header = tar.subarray(at, at + 512);
    header.fill(" ", 148, 156);
    header.write(checksum(header.reduce((total, byte) => total + byte, 0)), 148, "latin1");
    return gzipOf(tar);
  };
const octal = (sum: number, digits: number): string => sum.toString(8).padStart(digits, "0");

const checksums: HostileClasses = {
  ...allRefused("ARCHIVE_CORRUPT", {
    checksumOfSignedBytes: withChecksum(
      (sum) => `${octal(sum - 256, 6)}\0 `,
      (header) => void header.writeUInt8(0xe9, 265),
    ),
    checksumOneOff: withChecksum((sum) => `${octal(sum + 1, 6)}\0 `),
    checksumEmpty: withChecksum(() => "\0".repeat(8)),
    checksumBlank: withChecksum(() => " ".repeat(8)),
    checksumWithSpacesBefore: withChecksum((sum) => `${sum.toString(8).padStart(6, " ")}\0 `),
    checksumDecimal: withChecksum((sum) => `${String(sum).padStart(6, "0")}\0 `),
  }),
  checksumOfSevenDigits: accepted(
    "seven digits and a NUL are as good as six, a NUL and a space",
    withChecksum((sum) => `${octal(sum, 7)}\0`),
  ),
};

const dialects: HostileClasses = allRefused("ARCHIVE_ENTRY_FORBIDDEN", {
  gnuMagicLater: withField(257, 8, "ustar  \0"),
  noMagicLater: withField(257, 8, ""),
  otherUstarVersion: withField(257, 8, "ustar\x0001"),
  /** Schilling's tar writes two times into the end of the prefix. */
  starTimes: withHeader((header) => {
    header.write("00000000000 00000000000 ", 476, "latin1");
    header.write("tar\0", 508, "latin1");
  }),
});

const record = (key: string, value: string): string => {
  const body = ` ${key}=${value}\n`;
  for (let length = body.length + 1; ; length++)
    if (String(length).length + body.length === length) return `${length}${body}`;
};
const paxed = (key: string, value: string) =>
  withEntry(part(`PaxHeaders/${FIRST}`, record(key, value), { type: "x" }));
const typed = (type: string, content = "") => withEntry(part("entry", content, { type }));
const VENDOR_TYPES = [..."ABCEFGHIJOPQRTUWYZ"];

const types: HostileClasses = {
  ...allRefused("ARCHIVE_ENTRY_FORBIDDEN", {
    oldRegularFile: withHeader((header) => void header.writeUInt8(0, 156)),
    contiguousFile: withHeader((header) => void header.write("7", 156, "latin1")),
    characterDevice: typed("3"),
    blockDevice: typed("4"),
    fifo: typed("6"),
    socketOfSolaris: typed("s"),
    /** GNU and Solaris: a folder's list, an inode, a long link, a continued volume, old names, sparse data, a volume's name, extended headers. */
    gnuFolderList: typed("D", "Yassets\0\0"),
    longLink: withEntry(part("././@LongLink", "/etc/passwd\0", { type: "K" })),
    continuedVolume: typed("M"),
    oldGnuNames: typed("N"),
    volumeName: typed("V"),
    solarisExtended: typed("X", record("path", "/etc/passwd")),
    unknownDigit: typed("9"),
    typeBeyondAscii: withHeader((header) => void header.writeUInt8(0xff, 156)),
    linkToEarlierEntry: withEntry(part("copy.txt", "", { type: "1", link: "META/FORMAT" })),
    linkToItself: withEntry(part("loop", "", { type: "2", link: "loop" })),
    /** A link, then a file that would be written through it. */
    fileThroughLink: withEntry(part("assets", "", { type: "2", link: "/etc" })),
    linkWithContent: withEntry(part("link", "content", { type: "2", link: "x" })),
    folderWithContent: withEntry(part("folder", "content", { type: "5" })),
    paxPath: paxed("path", "/etc/passwd"),
    paxSize: paxed("size", "1"),
    paxLinkPath: paxed("linkpath", "/etc/passwd"),
    paxNulInPath: paxed("path", "assets/a.txt\0.exe"),
    paxSparse: paxed("GNU.sparse.major", "1"),
    paxSparseName: paxed("GNU.sparse.name", "/etc/passwd"),
    paxCharset: paxed("hdrcharset", "BINARY"),
    paxComment: paxed("comment", "harmless"),
    paxWithoutRecords: withEntry(part("PaxHeaders/x", "", { type: "x" })),
    paxLengthBelied: withEntry(part("PaxHeaders/x", "999999 path=/etc/passwd\n", { type: "x" })),
    paxOfEightGibibytes: withEntry(part("PaxHeaders/x", "", { type: "x", size: ENTRY_MAX_BYTES })),
    paxAmongMetadata: ({ good }) =>
      edited(good, (parts) =>
        parts.flatMap((entry) =>
          entry.name === "META/targets.json"
            ? [part("META/PaxHeaders", record("path", "x"), { type: "x" }), entry]
            : [entry],
        ),
      ),
    ...Object.fromEntries(VENDOR_TYPES.map((type) => [`vendorType${type}`, typed(type)])),
  }),
  ...allRefused("ARCHIVE_UNSIGNED", {
    paxFirst: ({ good }) =>
      edited(good, (parts) => [part("pax_global_header", record("comment", "x"), { type: "g" }), ...parts]),
    folderFirst: ({ good }) => edited(good, (parts) => [part("./", "", { type: "5" }), ...parts]),
  }),
  metaFolderFirst: refused("ARCHIVE_ENTRY_FORBIDDEN", ({ good }) =>
    edited(good, (parts) => [part("META/", "", { type: "5" }), ...parts]),
  ),
  zeroBlockBetween: refused("ARCHIVE_ENTRY_UNEXPECTED", ({ good }) => {
    const at = untarred(good).indexOf(`${FIRST}\0`);
    const tar = untarred(good);
    return gzipOf(Buffer.concat([tar.subarray(0, at), Buffer.alloc(512), tar.subarray(at)]));
  }),
  halfAHeader: refused("ARCHIVE_TRUNCATED", ({ good }) =>
    gzipOf(untarred(good).subarray(0, untarred(good).indexOf(`${FIRST}\0`) + 300)),
  ),
  halfAFile: refused("ARCHIVE_TRUNCATED", ({ good }) =>
    gzipOf(untarred(good).subarray(0, untarred(good).indexOf(`${FIRST}\0`) + 512 + 300)),
  ),
  withoutPadding: refused("ARCHIVE_TRAILING_DATA", ({ good }) => {
    const tar = untarred(good);
    const end = tar.indexOf(`${FIRST}\0`) + 512 + 700;
    return gzipOf(
      Buffer.concat([tar.subarray(0, end), tar.subarray(end + 512 - (700 % 512)), Buffer.alloc(512)]),
    );
  }),
  blockTooFew: refused("ARCHIVE_TRAILING_DATA", ({ good }) => {
    const tar = untarred(good);
    const at = tar.indexOf(`${FIRST}\0`) + 512;
    return gzipOf(Buffer.concat([tar.subarray(0, at), tar.subarray(at + 512)]));
  }),
  payloadAlone: refused("ARCHIVE_UNSIGNED", ({ good }) =>
    edited(good, (parts) => [...partsOf(good).filter(({ name }) => name === FIRST), ...parts]),
  ),
};

export const headerClasses: HostileClasses = { ...numbers, ...rights, ...checksums, ...dialects, ...types };
