/** Signatures, keys and roles: who signs, under which name, and how many. */
import { randomBytes } from "node:crypto";
import { Signature } from "@tufjs/models";
import { TARGETS_ENTRY } from "../../server/archive/layout.ts";
import type { KeyRing, Signer } from "../../server/vendor/keys.ts";
import { withDocument } from "./archive-builder.ts";
import { accepted, allRefused, type HostileClasses, type HostileWorld } from "./hostile-class.ts";
import { type Json, STABLE, withJson } from "./reshape.ts";

const same = (signed: Json): Json => signed;
const signatures = (name: string, edit: (list: Json[]) => unknown) =>
  withJson(name, (document) => ({ signed: document.signed, signatures: edit(document.signatures) }));
const changedSignature = (edit: (sig: string) => unknown) =>
  signatures(STABLE, (list) => list.map((one) => ({ ...one, sig: edit(String(one.sig)) })));
const junk = (count: number): Json[] =>
  Array.from({ length: count }, () => ({
    keyid: randomBytes(32).toString("hex"),
    sig: randomBytes(64).toString("hex"),
  }));

const lists: HostileClasses = {
  ...allRefused("ARCHIVE_METADATA_INVALID", {
    signatureTwice: signatures(STABLE, (list) => [...list, ...list]),
    signatureOfThePrototype: signatures(STABLE, (list) => [...list, { keyid: "__proto__", sig: "00" }]),
    signatureOfAMethod: signatures(STABLE, (list) => [...list, { keyid: "constructor", sig: "00" }]),
    signatureNull: signatures(STABLE, () => [null]),
    signatureANumber: changedSignature(() => 7),
    signatureMissing: signatures(STABLE, (list) => list.map(({ keyid }) => ({ keyid }))),
    keyIdANumber: signatures(STABLE, (list) => list.map(({ sig }) => ({ keyid: 7, sig }))),
  }),
  ...allRefused("ARCHIVE_FILE_ALTERED", {
    signatureEmpty: changedSignature(() => ""),
    signatureNotHex: changedSignature(() => "zz".repeat(64)),
    signatureCut: changedSignature((sig) => sig.slice(0, -2)),
    signatureZero: changedSignature(() => "00".repeat(64)),
    /** A stranger's signature under the vendor's key id. */
    signatureUnderOtherName: ({ good, vendor, stranger }) =>
      withDocument(good, STABLE, same, [as(stranger.signers.stable, vendor.signers.stable.key.keyID)]),
  }),
  ...allRefused("ARCHIVE_UNKNOWN_SIGNER", {
    thousandsOfSignatures: signatures(STABLE, () => junk(20_000)),
    rootKeySignsTargets: ({ good, vendor }) => withDocument(good, TARGETS_ENTRY, same, [vendor.signers.root]),
    targetsKeySignsChannel: ({ good, vendor }) => withDocument(good, STABLE, same, [vendor.signers.targets]),
    channelKeySignsTargets: ({ good, vendor }) =>
      withDocument(good, TARGETS_ENTRY, same, [vendor.signers.stable]),
  }),
  goodAmongThousands: accepted(
    "signatures of strangers count for nothing, and harm nothing",
    signatures(STABLE, (list) => [...junk(20_000), ...list]),
  ),
  signatureInCapitals: accepted(
    "hex is hex",
    changedSignature((sig) => sig.toUpperCase()),
  ),
};

/** The same key, signing under another id. */
function as(signer: Signer, keyID: string): Signer {
  return { ...signer, sign: (data) => new Signature({ keyID, sig: signer.sign(data).sig }) };
}
const PEM_HEAD = Buffer.from("302a300506032b6570032100", "hex");
const pemOf = (hex: string): string =>
  `-----BEGIN PUBLIC KEY-----\n${Buffer.concat([PEM_HEAD, Buffer.from(hex, "hex")]).toString("base64")}\n-----END PUBLIC KEY-----\n`;

interface Delegated {
  readonly keys?: (own: string, json: Json) => Json;
  readonly role?: Json;
  readonly delegations?: Json;
  readonly signers?: (ring: KeyRing["signers"]) => Signer[];
}
const EVERY_PATH = { path_hash_prefixes: [""] };
/** The vendor delegates the channel otherwise, and the channel is signed by `signers`. */
const delegated =
  ({ keys, role = {}, delegations = {}, signers }: Delegated) =>
  ({ good, vendor }: HostileWorld): Buffer => {
    const { key } = vendor.signers.stable;
    const json: Json = { ...key.toJSON() };
    const whole = {
      keys: keys?.(key.keyID, json) ?? { [key.keyID]: json },
      roles: [
        { name: "stable", terminating: true, keyids: [key.keyID], threshold: 1, ...EVERY_PATH, ...role },
      ],
      ...delegations,
    };
    const targets = withDocument(
      good,
      TARGETS_ENTRY,
      (signed) => ({ ...signed, delegations: JSON.parse(JSON.stringify(whole)) }),
      [vendor.signers.targets],
    );
    return withDocument(targets, STABLE, same, signers?.(vendor.signers) ?? [vendor.signers.stable]);
  };
const ALIAS = "0".repeat(64);
/** One key under two ids, the second written otherwise; the role wants two signatures. */
const spelledTwice = (spell: (publicHex: string) => string) => (world: HostileWorld) => {
  const { key } = world.vendor.signers.stable;
  const spelled = { ...key.toJSON(), keyval: { public: spell(key.keyVal.public ?? "") } };
  return delegated({
    keys: (own, json) => ({ [own]: json, [ALIAS]: spelled }),
    role: { keyids: [key.keyID, ALIAS], threshold: 2 },
    signers: ({ stable }) => [stable, as(stable, ALIAS)],
  })(world);
};

const roles: HostileClasses = {
  ...allRefused("ARCHIVE_METADATA_INVALID", {
    thresholdZero: delegated({ role: { threshold: 0 } }),
    thresholdNegative: delegated({ role: { threshold: -1 } }),
    thresholdText: delegated({ role: { threshold: "1" } }),
    keyIdsTwice: (world) =>
      delegated({
        role: { keyids: [world.vendor.signers.stable.key.keyID, world.vendor.signers.stable.key.keyID] },
      })(world),
    roleNamedAsTopLevel: delegated({ role: { name: "root" } }),
    roleTwice: (world) => {
      const role = {
        name: "stable",
        terminating: true,
        keyids: [world.vendor.signers.stable.key.keyID],
        threshold: 1,
        ...EVERY_PATH,
      };
      return delegated({ delegations: { roles: [role, role] } })(world);
    },
    roleOfNoPath: delegated({ role: { path_hash_prefixes: [] } }),
    roleOfPathsTwoWays: delegated({ role: { paths: ["*"] } }),
    rolesByHash: delegated({
      delegations: {
        roles: undefined,
        succinct_roles: { keyids: [], threshold: 1, bit_length: 1, name_prefix: "stable" },
      },
    }),
    keyNull: delegated({ keys: (own) => ({ [own]: null }) }),
    keyWithoutValue: delegated({ keys: (own, json) => ({ [own]: { ...json, keyval: null } }) }),
  }),
  ...allRefused("ARCHIVE_FILE_ALTERED", {
    unknownKeyType: delegated({ keys: (own, json) => ({ [own]: { ...json, keytype: "pgp" } }) }),
    otherKeyType: delegated({
      keys: (own, json) => ({ [own]: { ...json, keytype: "rsa", scheme: "rsassa-pss-sha256" } }),
    }),
    keyEmpty: delegated({ keys: (own, json) => ({ [own]: { ...json, keyval: { public: "" } } }) }),
    keyWithoutPublic: delegated({ keys: (own, json) => ({ [own]: { ...json, keyval: {} } }) }),
    keyTooShort: delegated({ keys: (own, json) => ({ [own]: { ...json, keyval: { public: "abcd" } } }) }),
    keyAbsent: delegated({ keys: () => ({}) }),
    keyOfAnotherUnderItsId: (world) =>
      delegated({ keys: (own) => ({ [own]: world.stranger.signers.stable.key.toJSON() as Json }) })(world),
  }),
  ...allRefused("ARCHIVE_SIGNATURES_MISSING", {
    thresholdBeyondReach: delegated({ role: { threshold: 99 } }),
    oneKeyInCapitals: spelledTwice((hex) => hex.toUpperCase()),
    oneKeyAsPem: spelledTwice(pemOf),
  }),
  keyIdOfItsOwn: accepted(
    "an id is a name that the vendor signed; what counts is the key",
    delegated({
      keys: (_, json) => ({ [ALIAS]: json }),
      role: { keyids: [ALIAS] },
      signers: ({ stable }) => [as(stable, ALIAS)],
    }),
  ),
  otherScheme: accepted(
    "an Ed25519 key signs in one way only",
    delegated({ keys: (own, json) => ({ [own]: { ...json, scheme: "ed25519-other" } }) }),
  ),
  channelDelegates: accepted("nothing follows what a channel's document delegates", ({ good, vendor }) =>
    withDocument(good, STABLE, (signed) => ({ ...signed, delegations: { keys: {}, roles: [] } }), [
      vendor.signers.stable,
    ]),
  ),
};

export const signerClasses: HostileClasses = { ...lists, ...roles };
