/** The two documents a vendor signs once in years: root (who may sign what, and unlock) and targets (the channels, and what was withdrawn). */
import { type Key, Metadata, Root, Targets } from "@tufjs/models";
import { REVOKED_FIELD, type RevokedRelease } from "../archive/revoked.ts";
import { SUPPORT_ROLE } from "../support/unlock-signatures.ts";

export const SPEC_VERSION = "1.0.31";
export const CHANNELS = ["stable", "unstable"] as const;
/** Those that an archive needs. */
export const ARCHIVE_ROLES = ["root", "targets", ...CHANNELS] as const;
/** A vendor may have no keys for `support`, as in every root written before unlocks existed. */
export const ROLES = [...ARCHIVE_ROLES, SUPPORT_ROLE] as const;
export type RoleName = (typeof ROLES)[number];
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
/** A hospital's server may see no new root for years. */
export const ROOT_LIFE_MS = 10 * YEAR_MS;
export const TARGETS_LIFE_MS = 5 * YEAR_MS;

/** Every path: TUF's patterns do not cross a slash nor match a leading dot, so a role's whole reach is said by all first digits of a path's hash. */
const ANY_PATH = [..."0123456789abcdef"];

/** Who may sign as a role, and how many of them must. */
export interface RoleSpec {
  readonly keys: readonly Key[];
  readonly threshold: number;
}
export type RoleSpecs = Readonly<Record<RoleName, RoleSpec>>;

const isGiven = ({ keys }: RoleSpec): boolean => keys.length > 0;

/** One thing for each role. */
export async function byRole<T>(make: (role: RoleName) => Promise<T> | T): Promise<Record<RoleName, T>> {
  const entries = await Promise.all(ROLES.map(async (role) => [role, await make(role)] as const));
  return Object.fromEntries(entries) as Record<RoleName, T>;
}

interface Issue {
  readonly version: number;
  /** Unix ms. */
  readonly expires: number;
}

/** ISO 8601 without milliseconds, as TUF writes dates. */
export const tufDate = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, "Z");

const idsOf = ({ keys, threshold }: RoleSpec) => ({ keyids: keys.map(({ keyID }) => keyID), threshold });
const keysOf = (...roles: readonly RoleSpec[]) =>
  Object.fromEntries(roles.flatMap(({ keys }) => keys.map((key) => [key.keyID, key.toJSON()])));

type RootSpecs = Pick<RoleSpecs, "root" | "targets" | typeof SUPPORT_ROLE>;

export function makeRoot({ root, targets, support }: RootSpecs, { version, expires }: Issue): Metadata<Root> {
  return new Metadata(
    Root.fromJSON({
      _type: "root",
      version,
      spec_version: SPEC_VERSION,
      expires: tufDate(expires),
      consistent_snapshot: false,
      keys: keysOf(root, targets, support),
      // TUF wants all four; the two online roles are never used offline.
      roles: {
        root: idsOf(root),
        targets: idsOf(targets),
        snapshot: idsOf(targets),
        timestamp: idsOf(targets),
        ...(isGiven(support) ? { [SUPPORT_ROLE]: idsOf(support) } : {}),
      },
    }),
  );
}

export function makeTargets(
  channels: Pick<RoleSpecs, (typeof CHANNELS)[number]>,
  revoked: readonly RevokedRelease[],
  { version, expires }: Issue,
): Metadata<Targets> {
  return new Metadata(
    Targets.fromJSON({
      _type: "targets",
      version,
      spec_version: SPEC_VERSION,
      expires: tufDate(expires),
      targets: {},
      delegations: {
        keys: keysOf(...CHANNELS.map((name) => channels[name])),
        roles: CHANNELS.map((name) => ({
          name,
          ...idsOf(channels[name]),
          terminating: true,
          path_hash_prefixes: ANY_PATH,
        })),
      },
      ...(revoked.length === 0
        ? {}
        : { [REVOKED_FIELD]: revoked.map(({ prefix, version }) => ({ prefix, version })) }),
    }),
  );
}

/** The roles that a root and a targets document give, as they would be written again. */
export function rolesIn(root: Metadata<Root>, targets: Metadata<Targets>): RoleSpecs {
  const spec = (
    keys: Readonly<Record<string, Key>>,
    role: { keyIDs: string[]; threshold: number } | undefined,
  ): RoleSpec => ({
    keys: (role?.keyIDs ?? []).flatMap((id) => keys[id] ?? []),
    threshold: role?.threshold ?? 1,
  });
  const { delegations } = targets.signed;
  const channel = (name: string): RoleSpec => spec(delegations?.keys ?? {}, delegations?.roles?.[name]);
  const top = (name: string): RoleSpec => spec(root.signed.keys, root.signed.roles[name]);
  return {
    root: top("root"),
    targets: top("targets"),
    stable: channel("stable"),
    unstable: channel("unstable"),
    support: top(SUPPORT_ROLE),
  };
}

export const documentText = (metadata: Metadata<Root> | Metadata<Targets>): string =>
  `${JSON.stringify(metadata.toJSON(), null, 1)}\n`;
