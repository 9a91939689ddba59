/** The metadata: its entries' order, and JSON that is not what it looks like. */
import { randomBytes } from "node:crypto";
import { FORMAT_ENTRY, rootEntry, TARGETS_ENTRY } from "../../server/archive/layout.ts";
import { META_ENTRY_MAX_BYTES } from "../../shared/archive-bounds.ts";
import { edited, type Part, part, withContent } from "./archive-builder.ts";
import { accepted, allRefused, type HostileClasses, refused } from "./hostile-class.ts";
import { type Json, STABLE, withJson, withMeta, withText } from "./reshape.ts";

const ROOT = rootEntry(1);
const renamed = (from: string, to: string) =>
  withMeta((meta) => meta.map((entry) => (entry.name === from ? part(to, entry.content) : entry)));
const after = (name: string, ...more: readonly Part[]) =>
  withMeta((meta) => meta.flatMap((entry) => (entry.name === name ? [entry, ...more] : [entry])));
const twice = (name: string) =>
  withMeta((meta) => meta.flatMap((entry) => (entry.name === name ? [entry, entry] : [entry])));
const format =
  (line: Buffer | string) =>
  ({ good }: { good: Buffer }) =>
    withContent(good, FORMAT_ENTRY, () => Buffer.from(line));

const order: HostileClasses = {
  ...allRefused("ARCHIVE_ENTRY_UNEXPECTED", {
    formatTwice: twice(FORMAT_ENTRY),
    formatMissing: withMeta(([, ...rest]) => rest),
    formatSecond: withMeta(([first, second, ...rest]) =>
      [second, first, ...rest].filter((entry) => entry !== undefined),
    ),
    targetsTwice: twice(TARGETS_ENTRY),
    targetsFirst: withMeta((meta) =>
      meta.toSorted((a, b) => Number(b.name === TARGETS_ENTRY) - Number(a.name === TARGETS_ENTRY)),
    ),
    channelTwice: twice(STABLE),
    channelBeforeTargets: withMeta(([form, root, targets, channel]) =>
      [form, root, channel, targets].filter((entry) => entry !== undefined),
    ),
    bothChannels: after(STABLE, part("META/unstable.json", "{}")),
    rootAfterTargets: withMeta(([form, root, targets, channel]) =>
      [form, targets, root, channel].filter((entry) => entry !== undefined),
    ),
    metadataLast: ({ good }) => edited(good, (parts) => [...parts, part("META/notes.json", "{}")]),
    metadataInThePayload: ({ good }) =>
      edited(good, (parts) =>
        parts.flatMap((entry) => (entry.name === "notes.md" ? [part(TARGETS_ENTRY, "{}"), entry] : [entry])),
      ),
    unknownChannel: renamed(STABLE, "META/beta.json"),
    channelInAFolder: renamed(STABLE, "META/stable.json/x"),
    rootOfTooManyDigits: renamed(ROOT, "META/root/0000001.root.json"),
    rootWithoutNumber: renamed(ROOT, "META/root/root.json"),
    rootOfNegativeNumber: renamed(ROOT, "META/root/-1.root.json"),
    metaThatClimbs: renamed(TARGETS_ENTRY, "META/../targets.json"),
    snapshotToo: after(ROOT, part("META/snapshot.json", "{}")),
  }),
  ...allRefused("ARCHIVE_UNSIGNED", {
    metaInLowerCase: withMeta((meta) => meta.map((entry) => part(entry.name.toLowerCase(), entry.content))),
    metaInAFolder: withMeta((meta) => meta.map((entry) => part(`./${entry.name}`, entry.content))),
    payloadFirst: ({ good }) => edited(good, (parts) => parts.toReversed()),
  }),
  rootUnderOtherNumber: accepted(
    "a root counts by the version that it says and that was signed",
    renamed(ROOT, rootEntry(7)),
  ),
  rootTwice: accepted("a known root decides nothing", twice(ROOT)),
};

const formats: HostileClasses = {
  ...allRefused("ARCHIVE_FORMAT_UNKNOWN", {
    formatOfTheFuture: format("superviseur-archive/99\n"),
    formatWithoutLineFeed: format("superviseur-archive/1"),
    formatWithReturn: format("superviseur-archive/1\r\n"),
    formatWithMark: format("\ufeffsuperviseur-archive/1\n"),
    formatWithMore: format("superviseur-archive/1\nsuperviseur-archive/2\n"),
    formatEmpty: format(""),
    formatNul: format("superviseur-archive/1\n\0"),
  }),
  formatTooLarge: refused("ARCHIVE_METADATA_INVALID", ({ good }) =>
    format(randomBytes(META_ENTRY_MAX_BYTES + 1))({ good }),
  ),
};

const whole = (text: string) => withText(STABLE, () => text);
const signedField = (name: string, field: string, value: unknown) =>
  withJson(name, ({ signed, signatures }) => ({ signed: { ...signed, [field]: value }, signatures }));
const DEEP = 100_000;
/** In our own spelling, `[[[…]]]` in the signed part. */
const nested = (name: string, depth: number) =>
  withText(name, (text) =>
    JSON.stringify(JSON.parse(text)).replace(
      '"signed":{',
      () => `"signed":{"deep":${"[".repeat(depth)}${"]".repeat(depth)},`,
    ),
  );
const keys = (count: number): Json =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [
      `${randomBytes(8).toString("hex")}${at}`,
      { keytype: "", scheme: "", keyval: {} },
    ]),
  );
/** A piece of a document's text replaced; it must be there. */
const respelled = (name: string, from: RegExp, to: string) =>
  withText(name, (text) => {
    if (!from.test(text)) throw new Error(`${from} is not in ${name}`);
    return text.replace(from, to);
  });
const VERSION = /"version": ?1\b/;

const shapes: HostileClasses = {
  ...allRefused("ARCHIVE_METADATA_INVALID", {
    documentEmpty: whole(""),
    documentNull: whole("null"),
    documentNumber: whole("7"),
    documentString: whole('"signed"'),
    documentArray: whole("[]"),
    documentOfNothing: whole("{}"),
    documentInUtf16: ({ good }) =>
      withContent(good, STABLE, (content) => Buffer.from(content.toString("utf8"), "utf16le")),
    documentWithNaN: respelled(STABLE, VERSION, '"version":NaN'),
    signedNull: withJson(STABLE, ({ signatures }) => ({ signed: null, signatures })),
    signedArray: withJson(STABLE, ({ signatures }) => ({ signed: [], signatures })),
    signaturesObject: withJson(STABLE, ({ signed }) => ({ signed, signatures: {} })),
    signaturesMissing: withJson(STABLE, ({ signed }) => ({ signed })),
    otherType: signedField(STABLE, "_type", "root"),
    typeOfAnOnlineRole: signedField(TARGETS_ENTRY, "_type", "snapshot"),
    typeMissing: signedField(STABLE, "_type", undefined),
    otherSpecification: signedField(STABLE, "spec_version", "2.0.0"),
    specificationNotANumber: signedField(STABLE, "spec_version", "1.x"),
    expiryNotADate: signedField(STABLE, "expires", "never"),
    expiryMissing: signedField(STABLE, "expires", undefined),
    expiryANumber: signedField(STABLE, "expires", 32503680000000),
    versionText: signedField(STABLE, "version", "1"),
    versionMissing: signedField(TARGETS_ENTRY, "version", undefined),
    versionFraction: signedField(STABLE, "version", 1.5),
    versionBeyondIntegers: signedField(STABLE, "version", 2 ** 60),
    targetsArray: signedField(STABLE, "targets", []),
    targetNull: signedField(STABLE, "targets", { "service.mjs": null }),
    targetOfNegativeLength: signedField(STABLE, "targets", { "service.mjs": { length: -1, hashes: {} } }),
    targetWithoutHashes: signedField(STABLE, "targets", { "service.mjs": { length: 1 } }),
    rootWithoutRoles: signedField(ROOT, "roles", {}),
    /** Read before any signature is known: what takes the square of its number must not be read at all. */
    delegationsBomb: signedField(STABLE, "delegations", { keys: keys(5_000), roles: [] }),
    nestedDeep: nested(STABLE, DEEP),
    nestedDeepTargets: nested(TARGETS_ENTRY, 30_000),
  }),
  ...allRefused("ARCHIVE_FILE_ALTERED", {
    fieldAdded: signedField(STABLE, "x-extra", true),
    targetsNull: signedField(STABLE, "targets", null),
    lengthsChanged: signedField(STABLE, "targets", { "service.mjs": { length: 2 ** 53, hashes: {} } }),
    loneSurrogate: signedField(STABLE, "x-extra", "\ud800"),
    fractionInTheSigned: signedField(STABLE, "x-extra", 0.5),
    prototypeAdded: withText(STABLE, (text) =>
      JSON.stringify(JSON.parse(text)).replace('"_type"', '"__proto__":{"version":9},"_type"'),
    ),
    nestedALittle: nested(STABLE, 500),
    thousandsOfFields: withJson(STABLE, ({ signed, signatures }) => ({
      signed: { ...signed, ...keys(50_000) },
      signatures,
    })),
  }),
};

/** One meaning has one spelling, so that no other reader can see anything else in what was signed. */
const spellings: HostileClasses = allRefused("ARCHIVE_METADATA_INVALID", {
  documentWithMark: withText(STABLE, (text) => `\ufeff${text}`),
  documentWithComment: withText(STABLE, (text) => `/* */${text}`),
  documentWithMore: withText(STABLE, (text) => `${text}{}`),
  documentTwice: withText(STABLE, (text) => text + text),
  documentWithNul: withText(STABLE, (text) => `${text}\0`),
  whiteSpace: withText(STABLE, (text) => `\n\t ${text} \r\n`),
  otherIndentation: withText(STABLE, (text) => JSON.stringify(JSON.parse(text), null, 4)),
  escapedKeys: respelled(STABLE, /"signed"/, '"\\u0073igned"'),
  escapedSlash: respelled(STABLE, /assets\/a/, "assets\\/a"),
  numberOtherwise: respelled(STABLE, VERSION, '"version":1.0e0'),
  versionEndless: respelled(STABLE, VERSION, '"version":1e999'),
  versionNegativeZero: respelled(STABLE, VERSION, '"version":-0'),
  rootVersionEndless: respelled(ROOT, VERSION, '"version": 1e999'),
  lengthBeyondDoubles: respelled(STABLE, /"length": ?700/, '"length":9007199254740993'),
  duplicateKeyEvilFirst: respelled(STABLE, VERSION, '"version":2,"version":1'),
  duplicateKeyEvilLast: respelled(STABLE, VERSION, '"version":1,"version":2'),
  signedTwice: respelled(STABLE, /"signed"/, '"signed":{"version":1},"signed"'),
  fieldOutsideTheSigned: withJson(STABLE, (document) => ({ ...document, evil: true })),
  prototypeOutside: withText(STABLE, (text) =>
    JSON.stringify(JSON.parse(text)).replace("{", '{"__proto__":{"evil":true},'),
  ),
  invalidUtf8: ({ good }) =>
    withContent(good, STABLE, (content) =>
      Buffer.from(content.toString("latin1").replace("kind", "kin\xff"), "latin1"),
    ),
});

const orders: HostileClasses = {
  otherKeyOrder: accepted(
    "the canonical form that is signed sorts the keys",
    withJson(STABLE, ({ signed, signatures }) => ({
      signatures,
      signed: Object.fromEntries(Object.entries(signed).toReversed()),
    })),
  ),
  oneLine: accepted(
    "with or without indentation",
    withText(ROOT, (text) => JSON.stringify(JSON.parse(text))),
  ),
};

export const documentClasses: HostileClasses = { ...order, ...formats, ...shapes, ...spellings, ...orders };
