/** What the server knows and when it is: chains of roots, versions seen before, withdrawn releases, clocks. */
import { randomBytes } from "node:crypto";
import { Metadata, MetadataKind } from "@tufjs/models";
import { rootEntry, TARGETS_ENTRY } from "../../server/archive/layout.ts";
import type { TrustedRoot } from "../../server/archive/trust.ts";
import type { KeyRing, Signer } from "../../server/vendor/keys.ts";
import { edited, part, withDocument } from "./archive-builder.ts";
import { accepted, allRefused, type HostileClasses, type HostileWorld, refused } from "./hostile-class.ts";
import { type Json, STABLE, signedText } from "./reshape.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const YEAR_MS = 365 * DAY_MS;
const PAST = "2020-01-01T00:00:00Z";

interface NextRoot {
  readonly version: number;
  readonly signed?: Json;
  readonly signers?: readonly Signer[];
}
/** The vendor's root with another version, the stranger's keys at hand for roles that pass to new people. */
const rootText = (
  { vendor }: HostileWorld,
  { version, signed = {}, signers = [vendor.signers.root] }: NextRoot,
): string => signedText({ ...(vendor.root.signed.toJSON() as Json), version, ...signed }, signers);

/** These roots after the first, in this order. */
const chain =
  (
    roots: (world: HostileWorld) => readonly NextRoot[],
    rest: (archive: Buffer, world: HostileWorld) => Buffer = (archive) => archive,
  ) =>
  (world: HostileWorld): Buffer => {
    const added = roots(world).map((next) =>
      part(rootEntry(Math.min(Math.max(0, next.version), 999_999)), rootText(world, next)),
    );
    return rest(
      edited(world.good, ([format, first, ...others]) =>
        [format, first, ...added, ...others].filter((entry) => entry !== undefined),
      ),
      world,
    );
  };

/** Roles and keys as they are when a role passed from the vendor's key to the stranger's. */
function passedOn({ vendor, stranger }: HostileWorld, role: "root" | "targets", threshold = 1): Json {
  const key = stranger.signers[role].key;
  const { keys, roles } = vendor.root.signed.toJSON() as { keys: Json; roles: Json };
  return {
    keys: { ...keys, [key.keyID]: key.toJSON() },
    roles: { ...roles, [role]: { keyids: [key.keyID], threshold } },
  };
}
const both = ({ vendor, stranger }: { vendor: KeyRing; stranger: KeyRing }): Signer[] => [
  vendor.signers.root,
  stranger.signers.root,
];
const targetsBy =
  (signer: (world: HostileWorld) => Signer) =>
  (archive: Buffer, world: HostileWorld): Buffer =>
    withDocument(archive, TARGETS_ENTRY, (signed) => signed, [signer(world)]);

const OLDER = "a root that is not newer decides nothing";
const chains: HostileClasses = {
  rootChain: accepted(
    "each follows the one before",
    chain(() => [{ version: 2 }, { version: 3 }]),
  ),
  rootPassedOn: accepted(
    "signed by the old keys and by the new",
    chain((world) => [{ version: 2, signed: passedOn(world, "root"), signers: both(world) }]),
  ),
  rootAgain: accepted(
    OLDER,
    chain(() => [{ version: 2 }, { version: 2 }]),
  ),
  rootsBackwards: accepted(
    OLDER,
    chain(() => [{ version: 2 }, { version: 1 }]),
  ),
  strangersOldRoot: accepted(OLDER, (world) =>
    edited(world.good, ([format, ...rest]) =>
      [
        format,
        part(
          rootEntry(1),
          signedText(world.stranger.root.signed.toJSON() as Json, [world.stranger.signers.root]),
        ),
        ...rest,
      ].filter((entry) => entry !== undefined),
    ),
  ),
  rootsOfManyKeys: refused("ARCHIVE_METADATA_INVALID", ({ good, stranger }) => {
    const keys = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, at) => [
        `key-${at}-${randomBytes(4).toString("hex")}`,
        { keytype: "", scheme: "", keyval: {} },
      ]),
    );
    const old = stranger.root.signed.toJSON() as Json;
    const text = signedText({ ...old, keys: { ...Object(old.keys), ...keys } }, [stranger.signers.root]);
    const flood = Array.from({ length: 60 }, () => part(rootEntry(1), text));
    return edited(good, ([format, ...rest]) =>
      [format, ...flood, ...rest].filter((entry) => entry !== undefined),
    );
  }),
  expiredRootSucceeded: accepted(
    "only the last root must be in force",
    chain(() => [{ version: 2, signed: { expires: PAST } }, { version: 3 }]),
  ),
  ...allRefused("ARCHIVE_METADATA_INVALID", {
    rootOfVersionZero: chain(() => [{ version: 0 }]),
    rootOfFractionalVersion: ({ good }) =>
      edited(good, (parts) =>
        parts.map((entry) =>
          entry.name === rootEntry(1)
            ? part(entry.name, entry.content.toString().replace(/"version": 1\b/, '"version": 0.5'))
            : entry,
        ),
      ),
    rootOfNegativeVersion: chain(() => [{ version: -1 }]),
    rootGap: chain(() => [{ version: 3 }]),
    rootGapLater: chain(() => [{ version: 2 }, { version: 4 }]),
    rootOfLastVersion: chain(() => [{ version: Number.MAX_SAFE_INTEGER }]),
    rootWithoutSnapshotRole: chain(({ vendor }) => {
      const { root, targets } = (vendor.root.signed.toJSON() as { roles: Json }).roles as Json;
      return [{ version: 2, signed: { roles: { root, targets } } }];
    }),
    rootOfThresholdZero: chain((world) => [
      { version: 2, signed: passedOn(world, "root", 0), signers: both(world) },
    ]),
  }),
  ...allRefused("ARCHIVE_UNKNOWN_SIGNER", {
    nextRootByNewKeysOnly: chain((world) => [
      { version: 2, signed: passedOn(world, "root"), signers: [world.stranger.signers.root] },
    ]),
    nextRootByOldKeysOnly: chain((world) => [{ version: 2, signed: passedOn(world, "root") }]),
    /** The targets key was lost and replaced; an old root offered once more must not bring it back. */
    downgradeToLostKey: chain((world) => [
      { version: 2, signed: passedOn(world, "targets") },
      { version: 1 },
    ]),
    nextRootByTargetsKey: chain(({ vendor }) => [{ version: 2, signers: [vendor.signers.targets] }]),
  }),
  targetsKeyReplaced: accepted(
    "the new key signs what follows",
    chain(
      (world) => [{ version: 2, signed: passedOn(world, "targets") }],
      targetsBy(({ stranger }) => stranger.signers.targets),
    ),
  ),
  nextRootWantsMore: refused(
    "ARCHIVE_SIGNATURES_MISSING",
    chain((world) => {
      const { keys, roles } = passedOn(world, "root") as { keys: Json; roles: Json };
      const ids = both(world).map(({ key }) => key.keyID);
      return [{ version: 2, signed: { keys, roles: { ...roles, root: { keyids: ids, threshold: 2 } } } }];
    }),
  ),
  nextRootUnsigned: refused(
    "ARCHIVE_UNSIGNED",
    chain(() => [{ version: 2, signers: [] }]),
  ),
};

const revokedBy =
  (signed: Json) =>
  ({ good, vendor }: HostileWorld): Buffer =>
    withDocument(good, TARGETS_ENTRY, (targets) => ({ ...targets, ...signed }), [vendor.signers.targets]);
const later = (root: TrustedRoot): TrustedRoot =>
  Metadata.fromJSON(MetadataKind.Root, { ...root.toJSON(), signed: { ...root.signed.toJSON(), version: 7 } });
const expiryOf = ({ good }: HostileWorld): number => {
  let expires = 0;
  withDocument(
    good,
    STABLE,
    (signed) => {
      expires = Date.parse(String(signed.expires));
      return signed;
    },
    null,
  );
  return expires;
};

const known: HostileClasses = {
  installedRootIsNewer: accepted(
    "the archive's roots may begin before the installed one",
    ({ good, trust }) => ({
      bytes: good,
      trust: { root: later(trust.root) },
    }),
  ),
  targetsOlder: refused("ARCHIVE_TRUST_OLDER", ({ good }) => ({ bytes: good, trust: { targetsVersion: 5 } })),
  targetsOfTheSameVersion: accepted("seen before, and still the newest", ({ good }) => ({
    bytes: good,
    trust: { targetsVersion: 1 },
  })),
  revoked: refused("ARCHIVE_REVOKED", revokedBy({ "x-revoked": [{ prefix: "tiny", version: "1.1.0" }] })),
  revokedAmongMany: refused(
    "ARCHIVE_REVOKED",
    revokedBy({
      "x-revoked": [
        { prefix: "tiny", version: "1.0.0" },
        { prefix: "tiny", version: "1.1.0" },
      ],
    }),
  ),
  otherRevoked: accepted(
    "another release, and another platform's",
    revokedBy({
      "x-revoked": [
        { prefix: "tiny", version: "1.0.0" },
        { prefix: "gts", version: "1.1.0" },
      ],
    }),
  ),
  ...allRefused("ARCHIVE_METADATA_INVALID", {
    targetsOfVersionZero: revokedBy({ version: 0 }),
    targetsNegative: revokedBy({ version: -1 }),
    revokedList: revokedBy({ "x-revoked": "tiny 1.1.0" }),
    revokedWithoutVersion: revokedBy({ "x-revoked": [{ prefix: "tiny" }] }),
    revokedTooMany: revokedBy({
      "x-revoked": Array.from({ length: 1001 }, (_, at) => ({ prefix: "tiny", version: `2.0.${at}` })),
    }),
  }),
  clockSetBack: refused("CLOCK_SET_BACK", ({ good, now }) => ({
    bytes: good,
    trust: { clockFloor: now },
    now: now - 2 * DAY_MS,
  })),
  clockOfTheBeginning: refused("CLOCK_SET_BACK", ({ good, now }) => ({
    bytes: good,
    trust: { clockFloor: now },
    now: 0,
  })),
  clockALittleBack: accepted("clocks are set right by minutes, and zones by hours", ({ good, now }) => ({
    bytes: good,
    trust: { clockFloor: now },
    now: now - DAY_MS / 2,
  })),
  ...allRefused("ARCHIVE_EXPIRED", {
    expiredThisMoment: (world) => ({ bytes: world.good, now: expiryOf(world) }),
    expiredInTheFarFuture: ({ good, now }) => ({ bytes: good, now: now + 100 * YEAR_MS }),
    expiredRoot: chain(() => [{ version: 2, signed: { expires: PAST } }]),
    expiredInTheYearOne: ({ good, vendor }) =>
      withDocument(good, STABLE, (signed) => ({ ...signed, expires: "0001-01-01T00:00:00Z" }), [
        vendor.signers.stable,
      ]),
  }),
  lastMoment: accepted("in force until the second it expires", (world) => ({
    bytes: world.good,
    now: expiryOf(world) - 1,
  })),
};

export const rootClasses: HostileClasses = { ...chains, ...known };
