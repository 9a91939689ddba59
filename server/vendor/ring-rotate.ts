/** The next root and the next targets: keys and thresholds changed, releases withdrawn, or only a later date. */

import type { Key, Metadata, Root, Targets } from "@tufjs/models";
import { type RevokedRelease, revokedReleases } from "../archive/revoked.ts";
import { SUPPORT_ROLE } from "../support/unlock-signatures.ts";
import {
  makeRoot,
  makeTargets,
  ROLES,
  ROOT_LIFE_MS,
  type RoleName,
  type RoleSpec,
  rolesIn,
  TARGETS_LIFE_MS,
} from "./ring-documents.ts";
import { rootFile, type TrustDocuments, TrustProblem } from "./ring-folder.ts";
import { isReached, needsOfRoot, rootBefore } from "./ring-sign.ts";

export interface RoleChange {
  readonly add: readonly Key[];
  /** Key ids, or their beginnings where one key alone begins so. */
  readonly remove: readonly string[];
  readonly threshold: number | null;
}
export interface Rotation {
  readonly roles: Readonly<Record<RoleName, RoleChange>>;
  readonly revoke: readonly RevokedRelease[];
  readonly unrevoke: readonly RevokedRelease[];
  /** Unix ms; a document with a date of its own is made even when nothing else of it changes. */
  readonly rootExpires: number | null;
  readonly targetsExpires: number | null;
  /** Unix ms. */
  readonly now: number;
}
/** The new documents, unsigned; null where nothing changes. */
export interface Rotated {
  readonly root: Metadata<Root> | null;
  readonly targets: Metadata<Targets> | null;
}

const same = (one: RevokedRelease) => (other: RevokedRelease) =>
  one.prefix === other.prefix && one.version === other.version;

/** @throws TrustProblem when a threshold has more signers than keys, or none; a vendor may have no support keys */
export function requireReachable(role: RoleName, { keys, threshold }: RoleSpec): void {
  const distinct = new Set(keys.map(({ keyID }) => keyID)).size;
  if (role === SUPPORT_ROLE && distinct === 0 && threshold === 1) return;
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > distinct)
    throw new TrustProblem("threshold", role);
}

function changed(role: RoleName, before: RoleSpec, { add, remove, threshold }: RoleChange): RoleSpec {
  const gone = remove.map((start) => {
    const [found, ...others] = before.keys.filter(({ keyID }) => keyID.startsWith(start));
    if (found === undefined || others.length > 0) throw new TrustProblem("keyUnknown", start);
    return found.keyID;
  });
  const kept = before.keys.filter(({ keyID }) => !gone.includes(keyID));
  const added = add.filter(({ keyID }) => !kept.some((key) => key.keyID === keyID));
  const keys = [...kept, ...added];
  // The threshold goes with the last key.
  const after = { keys, threshold: threshold ?? (keys.length === 0 ? 1 : before.threshold) };
  requireReachable(role, after);
  return after;
}

function revokedAfter(targets: Metadata<Targets>, { revoke, unrevoke }: Rotation): readonly RevokedRelease[] {
  const before = revokedReleases(targets.signed);
  for (const release of unrevoke)
    if (!before.some(same(release)))
      throw new TrustProblem("revoked", `${release.prefix} ${release.version}`);
  const kept = before.filter((release) => !unrevoke.some(same(release)));
  return [...kept, ...revoke.filter((release) => !kept.some(same(release)))];
}

const isChange = ({ add, remove, threshold }: RoleChange): boolean =>
  add.length > 0 || remove.length > 0 || threshold !== null;

/** @throws TrustProblem; also while the newest root is not signed: no server could follow it. */
export function rotate({ roots, targets }: TrustDocuments, rotation: Rotation): Rotated {
  const root = roots.at(-1);
  if (root === undefined) throw new TrustProblem("noRoot", "");
  const { version } = root.signed;
  const before = rolesIn(root, targets);
  const after = Object.fromEntries(
    ROLES.map((role) => [role, changed(role, before[role], rotation.roles[role])]),
  ) as Record<RoleName, RoleSpec>;
  const { roles, revoke, unrevoke, rootExpires, targetsExpires, now } = rotation;
  const newRoot =
    isChange(roles.root) || isChange(roles.targets) || isChange(roles.support) || rootExpires !== null;
  if (newRoot && !needsOfRoot(root, rootBefore(roots, root)).every(isReached))
    throw new TrustProblem("pending", rootFile(version));
  const newTargets =
    isChange(roles.stable) ||
    isChange(roles.unstable) ||
    revoke.length > 0 ||
    unrevoke.length > 0 ||
    targetsExpires !== null;
  return {
    root: newRoot
      ? makeRoot(after, { version: version + 1, expires: rootExpires ?? now + ROOT_LIFE_MS })
      : null,
    targets: newTargets
      ? makeTargets(after, revokedAfter(targets, rotation), {
          version: targets.signed.version + 1,
          expires: targetsExpires ?? now + TARGETS_LIFE_MS,
        })
      : null,
  };
}
