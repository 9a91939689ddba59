/**
 * Who signed, and is that enough: TUF without the online roles. root (N → N+1, both thresholds) → targets → channel role.
 * Each document is judged as soon as it was read, so that a stranger's archive is refused within its first kilobytes.
 * Source: The Update Framework specification 1.0, § 5.3 and § 5.6, for an archive that carries its own metadata.
 */
import { createHash } from "node:crypto";
import { canonicalize } from "@tufjs/canonical-json";
import { Metadata, MetadataKind, type Root, type Targets } from "@tufjs/models";
import { z } from "zod";
import { CodedError } from "../../shared/errors.ts";
import type { ArchiveSummary } from "../../shared/journal.ts";
import { type ReleaseManifest, releaseManifestSchema } from "../../shared/manifest.ts";
import { CLOCK_TOLERANCE_MS, META_KEYS_MAX } from "../limits.ts";
import { misplacedName } from "./payload-names.ts";
import { readTargets } from "./release-targets.ts";
import { type RevokedRelease, revokedReleases } from "./revoked.ts";
import { type RoleKeys, refuseExpired, requireSignatures } from "./signatures.ts";

export type TrustedRoot = Metadata<Root>;
export const RELEASE_FIELD = "x-release";

/** What this server knows before it looks at an archive. */
export interface Trust {
  readonly root: TrustedRoot;
  /** Of the newest targets document ever accepted; 0 before the first. An older one may name keys that were withdrawn since. */
  readonly targetsVersion: number;
  /** As that document says. */
  readonly revoked: readonly RevokedRelease[];
  /** Unix ms: it was this late already. */
  readonly clockFloor: number;
}
export const firstTrust = (root: TrustedRoot): Trust => ({
  root,
  targetsVersion: 0,
  revoked: [],
  clockFloor: 0,
});

/** A document as it is in the archive. */
export interface MetaDocument {
  readonly entry: string;
  readonly bytes: Buffer;
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

const few = z
  .custom<object>(
    (value) => typeof value === "object" && value !== null && Object.keys(value).length <= META_KEYS_MAX,
  )
  .optional();

/** Nothing but what is signed and who signed it: anything outside the signed part is not trusted. */
const documentSchema = z.strictObject({
  signed: z.looseObject({
    version: z.number().int().positive(),
    keys: few,
    roles: few,
    delegations: z.looseObject({ keys: few, roles: few }).optional(),
  }),
  signatures: z.array(z.unknown()),
});

/**
 * The signature covers what a document means. It must also be written as we write it, so that no other reader can see anything
 * else in it: no key twice, no other spelling of a number or a text, no byte that is not UTF-8.
 */
function requireOurSpelling(json: unknown, bytes: Buffer): void {
  const spellings = [JSON.stringify(json), JSON.stringify(json, null, 1)];
  if (!spellings.some((text) => bytes.equals(Buffer.from(`${text}\n`)) || bytes.equals(Buffer.from(text))))
    throw new TypeError("another spelling");
}

function parse<T>(
  { entry, bytes }: MetaDocument,
  read: (json: Parameters<typeof Metadata.fromJSON>[1]) => T,
): T {
  try {
    const json = JSON.parse(bytes.toString("utf8"));
    requireOurSpelling(json, bytes);
    documentSchema.parse(json);
    return read(json);
  } catch (error) {
    throw new CodedError("ARCHIVE_METADATA_INVALID", { entry }, error);
  }
}

/** Who signs as `name`; a role that the root does not give is out of everybody's reach. */
export const roleOf = (root: Metadata<Root>, name: string): RoleKeys => {
  const role = root.signed.roles[name];
  return {
    keyIDs: role?.keyIDs ?? [],
    threshold: role?.threshold ?? Number.POSITIVE_INFINITY,
    keys: root.signed.keys,
  };
};

const sameKeys = (a: Metadata<Root>, b: Metadata<Root>, role: string): boolean =>
  [...roleOf(a, role).keyIDs].sort().join() === [...roleOf(b, role).keyIDs].sort().join();

interface ChannelKeys extends RoleKeys {
  /** TUF 1.0 § 4.5: a delegated role is trusted for the paths it was given, and for no other. */
  covers(path: string): boolean;
}

/** Takes an archive's documents one by one, in the archive's order: roots, targets, channel. */
export class TrustChain {
  readonly #trust: Trust;
  readonly #now: number;
  #root: TrustedRoot;
  #targets: Metadata<Targets> | null = null;
  #revoked: readonly RevokedRelease[];
  #targetsFloor: number;

  /** @throws CodedError CLOCK_SET_BACK; `now` in Unix ms */
  constructor(trust: Trust, now: number) {
    if (now < trust.clockFloor - CLOCK_TOLERANCE_MS)
      throw new CodedError("CLOCK_SET_BACK", { found: dateOf(now), expected: dateOf(trust.clockFloor) });
    this.#trust = trust;
    this.#now = now;
    this.#root = trust.root;
    this.#revoked = trust.revoked;
    this.#targetsFloor = trust.targetsVersion;
  }

  /** Older roots decide nothing, but no byte that was signed may be changed: each vouches for itself. */
  root(document: MetaDocument): void {
    const { entry } = document;
    const next = parse(document, (json) => Metadata.fromJSON(MetadataKind.Root, json));
    const { version } = next.signed;
    const known = this.#root.signed.version;
    if (version > known + 1) throw new CodedError("ARCHIVE_METADATA_INVALID", { entry });
    if (version > known) requireSignatures(entry, next, roleOf(this.#root, "root"));
    requireSignatures(entry, next, roleOf(next, "root"));
    if (version <= known) return;
    // A thief of the old keys may have signed a version so high that no true one could follow. TUF 1.0 § 5.3.11.
    if (!sameKeys(this.#root, next, "targets")) this.#targetsFloor = 0;
    this.#root = next;
  }

  targets(document: MetaDocument): void {
    const { entry } = document;
    const targets = parse(document, readTargets);
    requireSignatures(entry, targets, roleOf(this.#root, "targets"));
    for (const signed of [this.#root, targets]) refuseExpired(signed, this.#now);
    const { version } = targets.signed;
    if (version < this.#targetsFloor)
      throw new CodedError("ARCHIVE_TRUST_OLDER", { entry, found: version, expected: this.#targetsFloor });
    this.#revoked = parse(document, () => revokedReleases(targets.signed));
    this.#targets = targets;
  }

  channel(document: MetaDocument, roleName: string): TrustedContent {
    const { entry } = document;
    const channel = parse(document, readTargets);
    const role = this.#delegated(entry, roleName);
    const signedBy = requireSignatures(entry, channel, role);
    refuseExpired(channel, this.#now);
    const release = channel.signed.unrecognizedFields[RELEASE_FIELD];
    const parsed = releaseManifestSchema.safeParse(release);
    if (!parsed.success) throw new CodedError("ARCHIVE_METADATA_INVALID", { entry }, parsed.error);
    const manifest = parsed.data;
    if (manifest.channel !== roleName) throw new CodedError("ARCHIVE_METADATA_INVALID", { entry });
    const { prefix, version } = manifest;
    if (this.#revoked.some((release) => release.prefix === prefix && release.version === version))
      throw new CodedError("ARCHIVE_REVOKED", { found: version });
    const files = signedFiles(entry, channel, manifest, role);
    return {
      manifest,
      files,
      summary: summaryOf(manifest, files, channel, signedBy, role.threshold, contentIdOf(channel, release)),
    };
  }

  /** What is known now; worth keeping once the channel's document was accepted. */
  learned(): Trust {
    const targetsVersion = this.#targets?.signed.version ?? this.#trust.targetsVersion;
    return { ...this.#trust, root: this.#root, targetsVersion, revoked: this.#revoked };
  }

  #delegated(entry: string, name: string): ChannelKeys {
    const delegations = this.#targets?.signed.delegations;
    const role = delegations?.roles?.[name];
    if (role === undefined) throw new CodedError("ARCHIVE_METADATA_INVALID", { entry });
    const { keyIDs, threshold } = role;
    return { keyIDs, threshold, keys: delegations?.keys ?? {}, covers: (path) => role.isDelegatedPath(path) };
  }
}

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** The payload's files in signed order: exactly the targets, each with a sha256, each within what the role may sign. */
function signedFiles(
  entry: string,
  channel: Metadata<Targets>,
  manifest: ReleaseManifest,
  role: ChannelKeys,
): SignedFile[] {
  const { targets } = channel.signed;
  if (Object.keys(targets).length !== manifest.order.length)
    throw new CodedError("ARCHIVE_METADATA_INVALID", { entry });
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
