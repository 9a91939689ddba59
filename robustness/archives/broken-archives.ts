/** One function a hazard: a good archive in, a bad one out. Each is refused with the code that server/archive/read.test.ts names. */

import { createHash } from "node:crypto";
import { Signature } from "@tufjs/models";
import { z } from "zod";
import { FORMAT_ENTRY, isMeta, rootEntry, TARGETS_ENTRY } from "../../server/archive/layout.ts";
import { documentText, type KeyRing } from "../../server/vendor/keys.ts";
import {
  META_CHANNEL_MAX_BYTES,
  META_ENTRIES_MAX,
  META_ENTRY_MAX_BYTES,
} from "../../shared/archive-bounds.ts";
import {
  archiveOf,
  END_MARK,
  edited,
  gzipOf,
  type Part,
  part,
  partsOf,
  resummed,
  untarred,
  withContent,
  withDocument,
} from "./archive-builder.ts";

const STABLE = "META/stable.json";
const UNSTABLE = "META/unstable.json";
const same = (signed: Record<string, unknown>): Record<string, unknown> => signed;

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  const index = at < 0 ? copy.length + at : at;
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
}
const payloadOf = (parts: readonly Part[]): Part[] => parts.filter(({ name }) => !isMeta(name));
/** The archive with its payload's entries changed. */
const withPayload = (good: Buffer, edit: (payload: Part[]) => Part[]): Buffer =>
  edited(good, (parts) => [...parts.filter(({ name }) => isMeta(name)), ...edit(payloadOf(parts))]);
/** An unknown entry is where the first payload file should. */
const before = (entry: Part) => (good: Buffer) => withPayload(good, (payload) => [entry, ...payload]);

export const broken = {
  empty: () => Buffer.alloc(0),
  truncated: (good: Buffer) => good.subarray(0, Math.floor(good.length * 0.9)),
  withoutTrailer: (good: Buffer) => good.subarray(0, -8),
  halfTrailer: (good: Buffer) => good.subarray(0, -3),
  shorterThanHeader: (good: Buffer) => good.subarray(0, 5),
  decompressed: (good: Buffer) => untarred(good),
  zip: () => Buffer.from("PK\x03\x04 and so on, as a zip begins"),
  text: () => Buffer.from("<!doctype html><title>Connexion</title>"),
  otherGzipHeader: (good: Buffer) => flipped(good, 4),
  changedChecksum: (good: Buffer) => flipped(good, -8),
  changedLength: (good: Buffer) => flipped(good, -1),
  trailingByte: (good: Buffer) => Buffer.concat([good, Buffer.alloc(1)]),
  secondMember: (good: Buffer) => Buffer.concat([good, good]),

  changedPayload: (good: Buffer) =>
    withContent(good, payloadOf(partsOf(good))[0]?.name ?? "", (content) => flipped(content, 0)),
  changedMetadata: (good: Buffer) =>
    withDocument(good, STABLE, (signed) => ({ ...signed, version: 2 }), null),
  changedRoot: (good: Buffer) =>
    withDocument(good, rootEntry(1), (signed) => ({ ...signed, expires: "2999-01-01T00:00:00Z" }), null),
  changedTargets: (good: Buffer) =>
    withDocument(good, TARGETS_ENTRY, (signed) => ({ ...signed, version: 2 }), null),
  metadataNotJson: (good: Buffer) => withContent(good, STABLE, (content) => content.subarray(1)),
  changedHeader: (good: Buffer) => gzipOf(flipped(untarred(good), 0)),

  otherFormat: (good: Buffer) =>
    withContent(good, FORMAT_ENTRY, () => Buffer.from("superviseur-archive/2\n")),
  ordinaryTgz: (good: Buffer) => edited(good, payloadOf),
  /** As GNU tar writes it: another dialect, and a folder first. */
  gnuTgz: (good: Buffer) => {
    const folder = part("./", "", { type: "5" });
    folder.header.write("ustar  \0", 257, "latin1");
    return archiveOf([resummed(folder), ...payloadOf(partsOf(good))]);
  },
  gzipOfText: () => gzipOf(Buffer.from("Bonjour, ceci est un courrier.\n".repeat(50))),
  noEntries: () => archiveOf([]),
  withoutTargets: (good: Buffer) =>
    edited(good, (parts) => parts.filter(({ name }) => name !== TARGETS_ENTRY)),
  withoutChannel: (good: Buffer) => edited(good, (parts) => parts.filter(({ name }) => name !== STABLE)),
  unknownMetadata: (good: Buffer) =>
    edited(good, (parts) =>
      parts.flatMap((entry) =>
        entry.name === TARGETS_ENTRY ? [part("META/notes.json", "{}"), entry] : [entry],
      ),
    ),
  oversizeMetadata: (good: Buffer) =>
    withContent(good, TARGETS_ENTRY, (content) =>
      Buffer.concat([content, Buffer.alloc(META_ENTRY_MAX_BYTES, " ")]),
    ),
  oversizeChannel: (good: Buffer) =>
    edited(good, (parts) =>
      parts.map((entry) =>
        entry.name === STABLE ? part(STABLE, "", { size: META_CHANNEL_MAX_BYTES + 1 }) : entry,
      ),
    ),
  linkAmongMetadata: (good: Buffer) =>
    edited(good, (parts) =>
      parts.flatMap((entry) =>
        entry.name === STABLE ? [part(STABLE, "", { type: "2", link: "/etc/passwd" }), entry] : [entry],
      ),
    ),
  metadataBomb: (good: Buffer) => withContent(good, STABLE, () => Buffer.alloc(META_CHANNEL_MAX_BYTES)),
  tooManyRoots: (good: Buffer) =>
    edited(good, ([format, ...rest]) => {
      const roots = Array.from({ length: META_ENTRIES_MAX }, (_, index) => part(rootEntry(index + 2), "{}"));
      return format === undefined ? roots : [format, ...roots, ...rest];
    }),

  reordered: (good: Buffer) => withPayload(good, (payload) => payload.toReversed()),
  extraFirst: before(part("extra.txt", "extra")),
  extraLast: (good: Buffer) => withPayload(good, (payload) => [...payload, part("extra.txt", "extra")]),
  missing: (good: Buffer) => withPayload(good, (payload) => payload.slice(0, -1)),
  renamed: (good: Buffer) =>
    withPayload(good, (payload) =>
      payload.map((entry, index) => (index === 0 ? part("assets/b.txt", entry.content) : entry)),
    ),
  duplicated: (good: Buffer) => withPayload(good, (payload) => payload.flatMap((entry) => [entry, entry])),
  longer: (good: Buffer) =>
    withContent(good, payloadOf(partsOf(good))[0]?.name ?? "", (content) =>
      Buffer.concat([content, Buffer.from("x")]),
    ),
  symlink: before(part("link", "", { type: "2", link: "/etc/passwd" })),
  hardLink: before(part("link", "", { type: "1", link: "service.mjs" })),
  directory: before(part("folder/", "", { type: "5" })),
  device: before(part("device", "", { type: "3" })),
  pax: before(part("PaxHeaders/1", "20 path=/etc/passwd\n", { type: "x" })),
  globalPax: before(part("pax_global_header", "20 path=/etc/passwd\n", { type: "g" })),
  longName: before(part("././@LongLink", "/etc/passwd", { type: "L" })),
  sparse: before(part("sparse", "", { type: "S" })),
  climbing: before(part("../../etc/cron.d/evil", "* * * * * root true\n")),
  absolute: before(part("/etc/cron.d/evil", "* * * * * root true\n")),
  terminalTrick: before(part("\u001b]0;owned\u0007\u202egpj.exe", "x")),
  linkOnFile: before(part("service.mjs", "", { link: "/etc/passwd" })),
  dirtyPadding: (good: Buffer) => {
    const tar = untarred(good);
    // FORMAT is the first entry and shorter than its block.
    return gzipOf(flipped(tar, 1023));
  },
  noEndMark: (good: Buffer) => archiveOf(partsOf(good), Buffer.alloc(0)),
  halfEndMark: (good: Buffer) => archiveOf(partsOf(good), Buffer.alloc(512)),
  afterEndMark: (good: Buffer) =>
    archiveOf(partsOf(good), Buffer.concat([END_MARK, Buffer.from("hidden".padEnd(512))])),
  hiddenInEndMark: (good: Buffer) =>
    archiveOf(partsOf(good), Buffer.concat([Buffer.alloc(512), Buffer.from("hidden".padEnd(512))])),
  endlessPadding: (good: Buffer) => archiveOf(partsOf(good), Buffer.alloc(64 * 1024)),

  unsigned: (good: Buffer) => withDocument(good, STABLE, same, []),
  unsignedTargets: (good: Buffer) => withDocument(good, TARGETS_ENTRY, same, []),
} as const satisfies Record<string, (good: Buffer) => Buffer>;
export type BrokenName = keyof typeof broken;

const STABLE_ROLE = { name: "stable", terminating: true, path_hash_prefixes: [""] };

/** The stable role has two keys and wants `threshold` of them. */
export function withThreshold(
  good: Buffer,
  { signers: { stable, unstable, targets: signer }, targets }: KeyRing,
  threshold: number,
): Buffer {
  const delegations = {
    keys: { [stable.key.keyID]: stable.key.toJSON(), [unstable.key.keyID]: unstable.key.toJSON() },
    roles: [{ ...STABLE_ROLE, keyids: [stable.key.keyID, unstable.key.keyID], threshold }],
  };
  return withDocument(good, TARGETS_ENTRY, () => ({ ...targets.signed.toJSON(), delegations }), [signer]);
}

const releaseSchema = z.looseObject({ order: z.array(z.string()) });

/** The vendor signs more files, of one byte each. */
export function withNamesAdded(good: Buffer, names: readonly string[], signers: KeyRing["signers"]): Buffer {
  const target = { length: 1, hashes: { sha256: createHash("sha256").update("x").digest("hex") } };
  const added = Object.fromEntries(names.map((name) => [name, target]));
  const signed = withDocument(
    good,
    STABLE,
    ({ targets, "x-release": release, ...rest }) => {
      const { order, ...others } = releaseSchema.parse(release);
      return {
        ...rest,
        targets: { ...Object(targets), ...added },
        "x-release": { ...others, order: [...order, ...names] },
      };
    },
    [signers.stable],
  );
  return edited(signed, (parts) => [...parts, ...names.map((name) => part(name, "x"))]);
}

/** Hazards that need the vendor's own keys to make, or a stranger's. */
export const signedWrong = {
  unknownSigner: (good: Buffer, _: KeyRing, stranger: KeyRing) =>
    withDocument(good, STABLE, same, [stranger.signers.stable]),
  unknownTargetsSigner: (good: Buffer, _: KeyRing, stranger: KeyRing) =>
    withDocument(good, TARGETS_ENTRY, same, [stranger.signers.targets]),
  /** A stranger's root offered as the successor of the trusted one. */
  usurpedRoot: (good: Buffer, _: KeyRing, { root, signers }: KeyRing) =>
    edited(good, ([format, first, ...rest]) => {
      const usurper = { ...root.signed.toJSON(), version: 2 };
      const document = withDocument(
        archiveOf([part(rootEntry(2), JSON.stringify({ signed: usurper, signatures: [] }))]),
        rootEntry(2),
        same,
        [signers.root],
      );
      return [format, first, ...partsOf(document), ...rest].filter((entry) => entry !== undefined);
    }),
  /** The same, and all that follows signed by the stranger's keys: only the installed root's threshold prevents it. */
  usurpedChain: (good: Buffer, vendor: KeyRing, stranger: KeyRing) => {
    const usurped = withContent(signedWrong.usurpedRoot(good, vendor, stranger), TARGETS_ENTRY, () =>
      Buffer.from(documentText(stranger.targets)),
    );
    return withDocument(usurped, STABLE, same, [stranger.signers.stable]);
  },
  belowThreshold: (good: Buffer, keys: KeyRing) => withThreshold(good, keys, 2),
  /** The other channel's key signs this channel's document. */
  otherChannelsKey: (good: Buffer, { signers }: KeyRing) =>
    withDocument(good, STABLE, same, [signers.unstable]),
  /** The document has the other channel's name, and its content still names its own channel. */
  otherChannelsPlace: (good: Buffer, { signers }: KeyRing) =>
    withDocument(
      edited(good, (parts) =>
        parts.map((entry) => (entry.name === STABLE ? part(UNSTABLE, entry.content) : entry)),
      ),
      UNSTABLE,
      same,
      [signers.unstable],
    ),
  expired: (good: Buffer, { signers }: KeyRing) =>
    withDocument(good, STABLE, (signed) => ({ ...signed, expires: "2020-01-01T00:00:00Z" }), [
      signers.stable,
    ]),
  expiredTargets: (good: Buffer, { signers }: KeyRing) =>
    withDocument(good, TARGETS_ENTRY, (signed) => ({ ...signed, expires: "2020-01-01T00:00:00Z" }), [
      signers.targets,
    ]),
  /** One good signature and a bad one of a known key: nothing was changed, one is missing. */
  oneGoodOneBad: (good: Buffer, keys: KeyRing) => {
    const { signers } = keys;
    const impostor = {
      ...signers.unstable,
      sign: (data: Buffer) => new Signature({ ...signers.unstable.sign(data), sig: "00".repeat(64) }),
    };
    return withDocument(withThreshold(good, keys, 2), STABLE, same, [signers.stable, impostor]);
  },
  /** One key listed under two ids is one signer. */
  oneKeyTwice: (good: Buffer, { signers, targets }: KeyRing) => {
    const { key } = signers.stable;
    const alias = "0".repeat(64);
    const delegations = {
      keys: { [key.keyID]: key.toJSON(), [alias]: key.toJSON() },
      roles: [{ ...STABLE_ROLE, keyids: [key.keyID, alias], threshold: 2 }],
    };
    const again = {
      ...signers.stable,
      sign: (data: Buffer) => new Signature({ keyID: alias, sig: signers.stable.sign(data).sig }),
    };
    const delegated = withDocument(good, TARGETS_ENTRY, () => ({ ...targets.signed.toJSON(), delegations }), [
      signers.targets,
    ]);
    return withDocument(delegated, STABLE, same, [signers.stable, again]);
  },
  /** The role is trusted for other paths than it signed. */
  outsideDelegation: (good: Buffer, { signers, targets }: KeyRing) => {
    const { key } = signers.stable;
    const delegations = {
      keys: { [key.keyID]: key.toJSON() },
      roles: [
        { name: "stable", terminating: true, paths: ["documents/*"], keyids: [key.keyID], threshold: 1 },
      ],
    };
    return withDocument(good, TARGETS_ENTRY, () => ({ ...targets.signed.toJSON(), delegations }), [
      signers.targets,
    ]);
  },
  undelegatedRole: (good: Buffer, { signers, targets }: KeyRing) =>
    withDocument(
      good,
      TARGETS_ENTRY,
      () => ({ ...targets.signed.toJSON(), delegations: { keys: {}, roles: [] } }),
      [signers.targets],
    ),
  /** Signed by the vendor, and yet two names that are one on some file systems. */
  namesEqualButForCase: (good: Buffer, { signers }: KeyRing) =>
    withNamesAdded(good, ["service.MJS"], signers),
  fileAsFolder: (good: Buffer, { signers }: KeyRing) =>
    withNamesAdded(good, ["service.mjs/inside.txt"], signers),
  reservedName: (good: Buffer, { signers }: KeyRing) => withNamesAdded(good, ["META/FORMAT"], signers),
  manifestWithoutRelease: (good: Buffer, { signers }: KeyRing) =>
    withDocument(good, STABLE, ({ "x-release": _, ...signed }) => signed, [signers.stable]),
  targetOutsideOrder: (good: Buffer, { signers }: KeyRing) =>
    withDocument(
      good,
      STABLE,
      ({ targets, ...signed }) => ({
        ...signed,
        targets: { ...Object(targets), unseen: { length: 0, hashes: { sha256: "0".repeat(64) } } },
      }),
      [signers.stable],
    ),
  unlistedTarget: (good: Buffer, { signers }: KeyRing) =>
    withDocument(good, STABLE, (signed) => ({ ...signed, targets: {} }), [signers.stable]),
} as const satisfies Record<string, (good: Buffer, vendor: KeyRing, stranger: KeyRing) => Buffer>;
export type SignedWrongName = keyof typeof signedWrong;
