/** The vendor's keys and the two documents they sign once: root (who may sign what) and targets (the channels). */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { canonicalize } from "@tufjs/canonical-json";
import { Key, Metadata, MetadataKind, Root, Signature, Targets } from "@tufjs/models";
import { exists, makeDirectoryDurably, writeFileDurably } from "../io/atomic-file.ts";

export const SPEC_VERSION = "1.0.31";
export const CHANNELS = ["stable", "unstable"] as const;
const ROLES = ["root", "targets", ...CHANNELS] as const;
type RoleName = (typeof ROLES)[number];
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
/** A hospital's server may see no new root for years. */
const ROOT_LIFE_YEARS = 10;
const TARGETS_LIFE_YEARS = 5;

/** Every path: TUF's patterns do not cross a slash nor match a leading dot, so a role's whole reach is said by all first digits of a path's hash. */
const ANY_PATH = [..."0123456789abcdef"];

export interface Signer {
  readonly key: Key;
  readonly sign: (data: Buffer) => Signature;
}
export interface KeyRing {
  readonly signers: Readonly<Record<RoleName, Signer>>;
  /** Signed documents, as they stand in every archive. */
  readonly root: Metadata<Root>;
  readonly targets: Metadata<Targets>;
}

/** ISO 8601 without milliseconds, as TUF writes dates. */
export const tufDate = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, "Z");

function signerOf(privateKey: KeyObject): Signer {
  const der = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  const keyVal = { public: der.subarray(der.length - 32).toString("hex") };
  const described = { keytype: "ed25519", scheme: "ed25519", keyval: keyVal };
  const keyID = createHash("sha256").update(canonicalize(described)).digest("hex");
  return {
    key: new Key({ keyID, keyType: "ed25519", scheme: "ed25519", keyVal }),
    sign: (data) => new Signature({ keyID, sig: sign(null, data, privateKey).toString("hex") }),
  };
}

/** The root role's document: each role one key here; more keys and thresholds are a matter of its lists. */
function makeRoot(signers: KeyRing["signers"], now: number): Metadata<Root> {
  const role = ({ key }: Signer) => ({ keyids: [key.keyID], threshold: 1 });
  const root = Root.fromJSON({
    _type: "root",
    version: 1,
    spec_version: SPEC_VERSION,
    expires: tufDate(now + ROOT_LIFE_YEARS * YEAR_MS),
    consistent_snapshot: false,
    keys: { [signers.root.key.keyID]: signers.root.key.toJSON(), [signers.targets.key.keyID]: signers.targets.key.toJSON() },
    // TUF wants all four; the two online roles are never used offline.
    roles: { root: role(signers.root), targets: role(signers.targets), snapshot: role(signers.targets), timestamp: role(signers.targets) },
  });
  const metadata = new Metadata(root);
  metadata.sign(signers.root.sign);
  return metadata;
}

function makeTargets(signers: KeyRing["signers"], now: number): Metadata<Targets> {
  const targets = Targets.fromJSON({
    _type: "targets",
    version: 1,
    spec_version: SPEC_VERSION,
    expires: tufDate(now + TARGETS_LIFE_YEARS * YEAR_MS),
    targets: {},
    delegations: {
      keys: Object.fromEntries(CHANNELS.map((name) => [signers[name].key.keyID, signers[name].key.toJSON()])),
      roles: CHANNELS.map((name) => ({
        name,
        keyids: [signers[name].key.keyID],
        threshold: 1,
        terminating: true,
        path_hash_prefixes: ANY_PATH,
      })),
    },
  });
  const metadata = new Metadata(targets);
  metadata.sign(signers.targets.sign);
  return metadata;
}

export const documentText = (metadata: Metadata<Root> | Metadata<Targets>): string => `${JSON.stringify(metadata.toJSON(), null, 1)}\n`;

const keyFile = (directory: string, role: RoleName): string => join(directory, `${role}.pem`);
const passphrase = (): string | undefined => process.env.SUPERVISEUR_KEY_PASSPHRASE || undefined;

/** Makes a key ring in `directory`: PKCS#8 keys (encrypted when SUPERVISEUR_KEY_PASSPHRASE is set), root.json to install on servers, targets.json. */
export async function createKeyRing(directory: string, { now }: { now: number }): Promise<KeyRing> {
  for (const role of ROLES)
    if (await exists(keyFile(directory, role))) throw new Error(`${keyFile(directory, role)} exists: a key is never replaced`);
  await makeDirectoryDurably(directory, 0o700);
  const secret = passphrase();
  for (const role of ROLES) {
    const { privateKey } = generateKeyPairSync("ed25519");
    const pem = privateKey.export({
      format: "pem",
      type: "pkcs8",
      ...(secret === undefined ? {} : { cipher: "aes-256-cbc", passphrase: secret }),
    });
    await writeFileDurably(keyFile(directory, role), pem);
  }
  const signers = await loadSigners(directory);
  await writeFileDurably(join(directory, "root.json"), documentText(makeRoot(signers, now)), { mode: 0o644 });
  await writeFileDurably(join(directory, "targets.json"), documentText(makeTargets(signers, now)), { mode: 0o644 });
  return await loadKeyRing(directory);
}

async function loadSigners(directory: string): Promise<KeyRing["signers"]> {
  const secret = passphrase();
  const entries = await Promise.all(
    ROLES.map(async (role) => {
      const key = await readFile(keyFile(directory, role), "utf8");
      return [role, signerOf(createPrivateKey({ key, ...(secret === undefined ? {} : { passphrase: secret }) }))] as const;
    }),
  );
  return Object.fromEntries(entries) as Record<RoleName, Signer>;
}

export async function loadKeyRing(directory: string): Promise<KeyRing> {
  const read = async (name: string) => JSON.parse(await readFile(join(directory, name), "utf8"));
  const [root, targets] = await Promise.all([read("root.json"), read("targets.json")]);
  return {
    signers: await loadSigners(directory),
    root: Metadata.fromJSON(MetadataKind.Root, root),
    targets: Metadata.fromJSON(MetadataKind.Targets, targets),
  };
}
