/**
 * Who signed, and is that enough: TUF without the online roles. root (N → N+1, both thresholds) → targets → channel role.
 * Source: The Update Framework specification 1.0, § 5.3 and § 5.6, for an archive that carries its own metadata.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { canonicalize } from "@tufjs/canonical-json";
import { type Key, Metadata, MetadataKind, type Root, type Targets } from "@tufjs/models";
import { CodedError } from "../../shared/errors.ts";
import type { ArchiveSummary } from "../../shared/journal.ts";
import { type ReleaseManifest, releaseManifestSchema } from "../../shared/manifest.ts";
import { misplacedName } from "./payload-names.ts";
import { readTargets } from "./release-targets.ts";

export type TrustedRoot = Metadata<Root>;
export const RELEASE_FIELD = "x-release";

/** The root installed with Superviseur: it must at least be signed by itself. */
export async function loadTrustedRoot(path: string): Promise<TrustedRoot> {
  const root = Metadata.fromJSON(MetadataKind.Root, JSON.parse(await readFile(path, "utf8")));
  root.verifyDelegate("root", root);
  return root;
}

/** Metadata as it stands in the archive, by its place there. */
export interface ArchiveMetadata {
  /** In the archive's order. */
  readonly roots: readonly { readonly entry: string; readonly bytes: Buffer }[];
  readonly targets: { readonly entry: string; readonly bytes: Buffer };
  readonly channel: { readonly entry: string; readonly role: string; readonly bytes: Buffer };
}
export interface SignedFile {
  readonly path: string;
  readonly length: number;
  readonly sha256: string;
  readonly mode: number;
}
export interface TrustedContent {
  readonly manifest: ReleaseManifest;
  readonly summary: ArchiveSummary;
  readonly files: readonly SignedFile[];
}

function parse<T>(entry: string, bytes: Buffer, read: (json: Parameters<typeof Metadata.fromJSON>[1]) => T): T {
  try {
    return read(JSON.parse(bytes.toString("utf8")));
  } catch (error) {
    throw new CodedError("ARCHIVE_METADATA_INVALID", { entry }, error);
  }
}

interface RoleKeys {
  readonly keyIDs: readonly string[];
  readonly threshold: number;
  readonly keys: Readonly<Record<string, Key>>;
}

/** Key ids that are known for the role and whose signature holds; one key under two ids is one signer. */
function signers(metadata: Metadata<Root> | Metadata<Targets>, { keyIDs, keys }: RoleKeys): string[] {
  const signed = new Map<string, string>();
  for (const id of keyIDs) {
    const key = Object.hasOwn(keys, id) ? keys[id] : undefined;
    if (key !== undefined && holds(key, metadata)) signed.set(key.keyVal.public ?? id, id);
  }
  return [...signed.values()];
}

function holds(key: Key, metadata: Metadata<Root> | Metadata<Targets>): boolean {
  try {
    key.verifySignature(metadata);
    return true;
  } catch {
    return false;
  }
}

/** Threshold met, or the refusal that tells apart: nobody signed, strangers signed, changed after signing, too few signed. */
function requireSignatures(entry: string, metadata: Metadata<Root> | Metadata<Targets>, role: RoleKeys): string[] {
  const good = signers(metadata, role);
  if (good.length >= role.threshold) return good;
  const claimed = Object.keys(metadata.signatures);
  if (claimed.length === 0) throw new CodedError("ARCHIVE_UNSIGNED", { entry });
  const known = claimed.filter((id) => role.keyIDs.includes(id));
  if (known.length === 0) throw new CodedError("ARCHIVE_UNKNOWN_SIGNER", { entry });
  // One good signature vouches for every byte: then the others are bad or missing, and nothing was changed.
  if (good.length === 0) throw new CodedError("ARCHIVE_FILE_ALTERED", { entry });
  throw new CodedError("ARCHIVE_SIGNATURES_MISSING", { found: good.length, expected: role.threshold, entry });
}

function refuseExpired(metadata: Metadata<Root> | Metadata<Targets>, now: number): void {
  if (metadata.signed.isExpired(new Date(now))) throw new CodedError("ARCHIVE_EXPIRED", { date: metadata.signed.expires.slice(0, 10) });
}

const roleOf = (root: Metadata<Root>, name: string): RoleKeys => {
  const role = root.signed.roles[name];
  return { keyIDs: role?.keyIDs ?? [], threshold: role?.threshold ?? Number.POSITIVE_INFINITY, keys: root.signed.keys };
};

/** Follows the chain of roots from the trusted one. Older ones decide nothing, but no byte that was signed may be changed: each vouches for itself. */
function latestRoot(trusted: TrustedRoot, roots: ArchiveMetadata["roots"]): TrustedRoot {
  let current = trusted;
  for (const { entry, bytes } of roots) {
    const next = parse(entry, bytes, (json) => Metadata.fromJSON(MetadataKind.Root, json));
    const { version } = next.signed;
    if (version > current.signed.version + 1) throw new CodedError("ARCHIVE_METADATA_INVALID", { entry });
    if (version > current.signed.version) requireSignatures(entry, next, roleOf(current, "root"));
    requireSignatures(entry, next, roleOf(next, "root"));
    if (version > current.signed.version) current = next;
  }
  return current;
}

interface ChannelKeys extends RoleKeys {
  /** TUF 1.0 § 4.5: a delegated role is trusted for the paths it was given, and for no other. */
  covers(path: string): boolean;
}

function delegatedRole(targets: Metadata<Targets>, { role: name, entry }: ArchiveMetadata["channel"]): ChannelKeys {
  const role = targets.signed.delegations?.roles?.[name];
  if (role === undefined) throw new CodedError("ARCHIVE_METADATA_INVALID", { entry });
  const { keyIDs, threshold } = role;
  return { keyIDs, threshold, keys: targets.signed.delegations?.keys ?? {}, covers: (path) => role.isDelegatedPath(path) };
}

/** The payload's files in signed order: exactly the targets, each with a sha256, each within what the role may sign. */
function signedFiles(entry: string, channel: Metadata<Targets>, manifest: ReleaseManifest, role: ChannelKeys): SignedFile[] {
  const { targets } = channel.signed;
  if (Object.keys(targets).length !== manifest.order.length) throw new CodedError("ARCHIVE_METADATA_INVALID", { entry });
  const misplaced = misplacedName([...manifest.order, ...Object.keys(manifest.links)]);
  if (misplaced !== null) throw new CodedError("ARCHIVE_METADATA_INVALID", { entry, found: misplaced });
  return manifest.order.map((path) => {
    const target = Object.hasOwn(targets, path) ? targets[path] : undefined;
    const sha256 = target?.hashes.sha256;
    if (target === undefined || sha256 === undefined || !role.covers(path))
      throw new CodedError("ARCHIVE_METADATA_INVALID", { entry, found: path });
    return { path, length: target.length, sha256, mode: manifest.modes[path] === "0755" ? 0o755 : 0o644 };
  });
}

export function verifyMetadata(metadata: ArchiveMetadata, trusted: TrustedRoot, now: number): TrustedContent {
  const root = latestRoot(trusted, metadata.roots);
  const asTargets = ({ entry, bytes }: { entry: string; bytes: Buffer }): Metadata<Targets> => parse(entry, bytes, readTargets);
  const targets = asTargets(metadata.targets);
  requireSignatures(metadata.targets.entry, targets, roleOf(root, "targets"));
  const channel = asTargets(metadata.channel);
  const role = delegatedRole(targets, metadata.channel);
  const signedBy = requireSignatures(metadata.channel.entry, channel, role);
  for (const signed of [root, targets, channel]) refuseExpired(signed, now);

  const { entry } = metadata.channel;
  const release = channel.signed.unrecognizedFields[RELEASE_FIELD];
  const parsed = releaseManifestSchema.safeParse(release);
  if (!parsed.success) throw new CodedError("ARCHIVE_METADATA_INVALID", { entry }, parsed.error);
  const manifest = parsed.data;
  if (manifest.channel !== metadata.channel.role) throw new CodedError("ARCHIVE_METADATA_INVALID", { entry });
  const files = signedFiles(entry, channel, manifest, role);
  return { manifest, files, summary: summaryOf(manifest, files, channel, signedBy, role.threshold, contentIdOf(channel, release)) };
}

/** Signed content without signatures, version and expiry: renewing those makes no other archive of it. */
function contentIdOf(channel: Metadata<Targets>, release: unknown): string {
  const { targets } = channel.signed.toJSON();
  return createHash("sha256")
    .update(canonicalize({ targets, [RELEASE_FIELD]: release }))
    .digest("hex");
}

function summaryOf(
  manifest: ReleaseManifest,
  files: readonly SignedFile[],
  channel: Metadata<Targets>,
  signedBy: string[],
  threshold: number,
  contentId: string,
): ArchiveSummary {
  return {
    prefix: manifest.prefix,
    version: manifest.version,
    kind: manifest.kind,
    channel: manifest.channel,
    publishedAt: manifest.publishedAt,
    expires: channel.signed.expires,
    contentId,
    payloadBytes: files.reduce((sum, file) => sum + file.length, 0),
    payloadFiles: files.length,
    signedBy,
    threshold,
    hasNotice: manifest.notice !== undefined,
    hasNotes: manifest.notes !== undefined,
  };
}
