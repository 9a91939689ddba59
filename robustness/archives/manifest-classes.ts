/** Signed by the vendor, and wrong all the same: a release that must not be placed. */
import { accepted, allRefused, type HostileClasses } from "./hostile-class.ts";
import { FIRST, type Json, type Release, withRelease } from "./reshape.ts";

const release = (change: Json) => withRelease((old) => ({ release: { ...old, ...change } }));
const links = (change: Json) => release({ links: change });
const target = (path: string, change: Json) =>
  withRelease((_, targets) => ({ targets: { ...targets, [path]: { ...Object(targets[path]), ...change } } }));
const edit = (change: (old: Release) => unknown) => withRelease((old) => ({ release: change(old) }));

const linked: HostileClasses = {
  ...allRefused("ARCHIVE_METADATA_INVALID", {
    linkOutAbsolute: links({ current: "/etc/passwd" }),
    linkOutClimbing: links({ current: "../../etc/passwd" }),
    linkOutLater: links({ current: "assets/../../x" }),
    linkToDot: links({ current: "." }),
    linkToNothing: links({ current: "" }),
    linkToANumber: links({ current: 7 }),
    linkNamedAbsolute: links({ "/etc/cron.d/evil": FIRST }),
    linkNamedClimbing: links({ "../evil": FIRST }),
    linkOverAFile: links({ [FIRST]: "notes.md" }),
    linkOverAFileButForCase: links({ "ASSETS/A.TXT": "notes.md" }),
    linkOverAFolder: links({ assets: "notes.md" }),
    linkUnderAFile: links({ "notes.md/x": FIRST }),
    linkUnderALink: links({ current: "assets", "current/x": "notes.md" }),
    linkInMeta: links({ "META/root": FIRST }),
    linksAnArray: release({ links: [["current", FIRST]] }),
    fileUnderALink: links({ "Notes.md": "assets" }),
    linkToNowhere: links({ current: "absent/file" }),
    linkToItself: links({ current: "current" }),
    linksInACircle: links({ one: "two", two: "one" }),
    linkThroughALink: links({ current: "assets", again: "current/a.txt" }),
    linkToALink: links({ current: FIRST, again: "current" }),
  }),
  linkToAFile: accepted("what links are for", links({ current: FIRST })),
  linkToAFolder: accepted("what links are for", links({ current: "assets" })),
  linksToTheSame: accepted("two names for one file", links({ current: FIRST, again: FIRST })),
};

const described: HostileClasses = {
  ...allRefused("ARCHIVE_METADATA_INVALID", {
    releaseNull: withRelease(() => ({ release: "none" })),
    otherKind: release({ kind: "firmware" }),
    prefixInCapitals: release({ prefix: "TINY" }),
    prefixAPath: release({ prefix: "../tiny" }),
    versionAPath: release({ version: "../1.1.0" }),
    versionOfWords: release({ version: "latest" }),
    versionWithSuffix: release({ version: "1.1.0-rc1" }),
    minimumOfWords: release({ minFrom: "any" }),
    floorOfWords: release({ floor: "none" }),
    orderEmpty: release({ order: [] }),
    orderNotAList: release({ order: FIRST }),
    modeSetuid: release({ modes: { [FIRST]: "4755" } }),
    modeWorldWritable: release({ modes: { [FIRST]: "0777" } }),
    modeANumber: release({ modes: { [FIRST]: 493 } }),
    modeOfAnAbsentFile: release({ modes: { absent: "0755" } }),
    noticeAbsent: release({ notice: "absent.pdf" }),
    migrationOfAnAbsentFile: release({
      migrations: [{ engine: "sql", id: "m", file: "absent.sql", description: { fr: "m", en: "m" } }],
    }),
    withoutFrontService: release({ services: [] }),
    probeOfAnotherServer: release({ probes: [{ name: "p", path: "http://example.org/" }] }),
    publishedSometime: release({ publishedAt: "yesterday" }),
    orderLongerThanTargets: edit((old) => ({ ...old, order: [...old.order, "z"] })),
    hashOfAnotherKind: target(FIRST, { hashes: { sha512: "0".repeat(128) } }),
    hashMissing: target(FIRST, { hashes: {} }),
  }),
  ...allRefused("ARCHIVE_FILE_ALTERED", {
    hashOfAnotherFile: target(FIRST, { hashes: { sha256: "0".repeat(64) } }),
    hashInCapitals: withRelease((_, targets) => ({
      targets: Object.fromEntries(
        Object.entries(targets).map(([path, file]) => [
          path,
          { ...Object(file), hashes: { sha256: String(Object(file).hashes.sha256).toUpperCase() } },
        ]),
      ),
    })),
    hashEmpty: target(FIRST, { hashes: { sha256: "" } }),
  }),
  ...allRefused("ARCHIVE_ENTRY_UNEXPECTED", {
    lengthOneMore: target(FIRST, { length: 701 }),
    lengthZero: target(FIRST, { length: 0 }),
    lengthBeyondAnyDisk: target(FIRST, { length: Number.MAX_SAFE_INTEGER }),
    otherOrder: edit((old) => ({ ...old, order: old.order.toReversed() })),
  }),
  executable: accepted(
    "0644 and 0755 are the two modes there are",
    release({ modes: { "service.mjs": "0755" } }),
  ),
  unknownField: accepted("a later Superviseur may know it; this one drops it", release({ "x-later": true })),
  secondHash: accepted("SHA-256 is the one that counts", target(FIRST, { custom: { note: "x" } })),
};

export const manifestClasses: HostileClasses = { ...linked, ...described };
