/** Names: in the tar's headers, and signed by the vendor. */
import { edited, part, resummed } from "./archive-builder.ts";
import { withNamesAdded } from "./broken-archives.ts";
import { accepted, allRefused, type HostileClasses, type HostileWorld, refused } from "./hostile-class.ts";
import { FIRST, withField, withHeader, withRelease } from "./reshape.ts";

/** The first payload file under another name; all else as signed. */
const named = (name: Buffer | string) => withField(0, 100, name);
/** Its name in two fields. */
const split = (prefix: string, name: string) =>
  withHeader((header) => {
    header.fill(0, 0, 100);
    header.fill(0, 345, 500);
    header.write(name, 0, "latin1");
    header.write(prefix, 345, "latin1");
  });

const inHeaders: HostileClasses = {
  ...allRefused("ARCHIVE_ENTRY_FORBIDDEN", {
    nameWithDotFirst: named("./assets/a.txt"),
    nameWithDotInside: named("assets/./a.txt"),
    nameWithTwoSlashes: named("assets//a.txt"),
    nameWithSlashLast: named("assets/a.txt/"),
    nameThatClimbsBack: named("assets/../assets/a.txt"),
    nameThatClimbsOut: named("assets/../../a.txt"),
    nameDot: named("."),
    nameDotDot: named(".."),
    nameSlash: named("/"),
    nameEmpty: named(""),
    nameWithBackslash: named("assets\\a.txt"),
    nameWithDrive: named("C:assets/a.txt"),
    nameOfShare: named("//server/share/a.txt"),
    nameComposed: named("assets/\u00e9.txt"),
    nameDecomposed: named("assets/e\u0301.txt"),
    nameWithLookalike: named("\u0430ssets/a.txt"),
    nameFullWidth: named("\uff0e\uff0e\uff0fa.txt"),
    nameInvalidUtf8: named(Buffer.from("assets/\xff.txt", "latin1")),
    nameOverlongSlash: named(Buffer.from("..\xc0\xafa.txt", "latin1")),
    nameWithNulInside: named("assets/a.txt\0.exe"),
    nameWithLineFeed: named("assets/a.txt\n"),
    nameWithTab: named("assets/\ta.txt"),
    nameWithSpace: named("assets/a .txt"),
    nameWithDelete: named("assets/a\x7f.txt"),
    nameWithQuote: named("assets/'a.txt"),
    nameOfACommand: named("$(reboot)"),
    nameOfAnOption: named("--checkpoint-action=exec=sh"),
    nameOfHome: named("~root/.bashrc"),
    nameHidden: named(".ssh/authorized_keys"),
    nameWithColon: named("a.txt:stream"),
    prefixAbsolute: split("/assets", "a.txt"),
    prefixThatClimbs: split("assets/..", "assets/a.txt"),
    prefixWithSlashLast: split("assets/", "a.txt"),
    prefixWithNulInside: split("assets\0x", "a.txt"),
    prefixInvalid: split("assets\u00e9", "a.txt"),
  }),
  ...allRefused("ARCHIVE_ENTRY_UNEXPECTED", {
    nameOfOtherCase: named("assets/A.TXT"),
    nameOfADevice: named("assets/CON"),
    nameFillsItsField: named("a".repeat(100)),
    nameWithDotLast: named("assets/a.txt."),
    nameOfThePrototype: named("__proto__"),
    nameOfAnotherFile: named("notes.md"),
  }),
  nameInTwoFields: accepted(
    "the same name, split elsewhere: name and prefix are joined before they are compared",
    split("assets", "a.txt"),
  ),
};

const signed =
  (...names: string[]) =>
  ({ good, vendor }: HostileWorld): Buffer =>
    withNamesAdded(good, names, vendor.signers);
/** Names that no header could hold are signed all the same; the archive is refused before their place is reached. */
const signedOnly = (name: string) =>
  withRelease(({ order, ...release }, targets) => ({
    release: { ...release, order: [...order, name] },
    targets: { ...targets, [name]: { length: 0, hashes: { sha256: "0".repeat(64) } } },
  }));

const inTheManifest: HostileClasses = {
  ...allRefused("ARCHIVE_METADATA_INVALID", {
    signedClimbing: signedOnly("../../etc/cron.d/evil"),
    signedAbsolute: signedOnly("/etc/cron.d/evil"),
    signedDotInside: signedOnly("z/./x"),
    signedTwoSlashes: signedOnly("z//x"),
    signedSlashLast: signedOnly("z/"),
    signedBackslash: signedOnly("z\\x"),
    signedHidden: signedOnly(".env"),
    signedEmpty: signedOnly(""),
    signedAccent: signedOnly("z/\u00e9.txt"),
    signedAccentTwice: signedOnly("z/e\u0301.txt"),
    signedSpace: signedOnly("z z"),
    signedNul: signedOnly("z\0"),
    signedLineFeed: signedOnly("z\n"),
    signedTooLong: signedOnly(`z/${"long/".repeat(48)}x`),
    signedMeta: signedOnly("Meta/z"),
    signedPrototype: signedOnly("z/__proto__"),
    signedTwice: withRelease((release) => ({ release: { ...release, order: [...release.order, FIRST] } })),
    signedFolderAsFile: signedOnly("ASSETS"),
  }),
  signedDeviceNames: accepted(
    "releases live on Linux file systems, where CON and NUL are names like others",
    signed("z/CON", "z/aux.txt", "z/nul"),
  ),
  signedDotLast: accepted("only Windows drops a last dot", signed("z/end.")),
  signedFoldersOfTwoCases: accepted(
    "Assets/ and assets/ are two folders on Linux; the files in them differ",
    signed("Assets/z.txt"),
  ),
  signedLongest: accepted("240 bytes, and a header holds it", signed(`z/${"long/".repeat(47)}end`)),
};

const places: HostileClasses = {
  swappedContents: refused("ARCHIVE_ENTRY_UNEXPECTED", ({ good }) =>
    edited(good, (parts) => {
      const [a, b] = [
        parts.find(({ name }) => name === FIRST),
        parts.find(({ name }) => name === "notes.md"),
      ];
      return parts.map((entry) =>
        entry === a && b ? part(FIRST, b.content) : entry === b && a ? part("notes.md", a.content) : entry,
      );
    }),
  ),
  /** Padding, checksum and size hold; one bit of a file does not. */
  contentOfOtherBytes: refused("ARCHIVE_FILE_ALTERED", ({ good }) =>
    edited(good, (parts) =>
      parts.map((entry) =>
        entry.name === FIRST ? resummed({ ...entry, content: Buffer.alloc(700, "b") }) : entry,
      ),
    ),
  ),
};

export const nameClasses: HostileClasses = { ...inHeaders, ...inTheManifest, ...places };
