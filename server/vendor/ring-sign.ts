/** Which signatures a vendor's document needs, which it has, and one more put under it. */
import type { Metadata, Root, Targets } from "@tufjs/models";
import { signers } from "../archive/signatures.ts";
import type { RoleName } from "./ring-documents.ts";
import type { VendorDocument } from "./ring-folder.ts";
import type { Signer } from "./ring-key.ts";

/** A role whose threshold the document must reach. */
export interface SignatureNeed {
  readonly role: RoleName;
  /** Version of the root or targets document that says who that is. */
  readonly version: number;
  readonly threshold: number;
  /** Key ids of the role. */
  readonly keys: readonly string[];
  /** Those of them whose signature holds. */
  readonly signed: readonly string[];
}

export const isReached = ({ signed, threshold }: SignatureNeed): boolean => signed.length >= threshold;

interface RoleKeys {
  readonly keyIDs: readonly string[];
  readonly threshold: number;
}

function need(
  document: Metadata<Root> | Metadata<Targets>,
  role: RoleName,
  given: RoleKeys | undefined,
  by: Metadata<Root> | Metadata<Targets>,
): SignatureNeed {
  const keys = "keys" in by.signed ? by.signed.keys : (by.signed.delegations?.keys ?? {});
  const { keyIDs, threshold } = given ?? { keyIDs: [], threshold: Number.POSITIVE_INFINITY };
  const signed = signers(document, { keyIDs, threshold, keys });
  return { role, version: by.signed.version, threshold, keys: keyIDs, signed };
}

/** TUF 1.0 § 5.3: a root must satisfy the root before it and itself; `before` null for the first. */
export const needsOfRoot = (root: Metadata<Root>, before: Metadata<Root> | null): SignatureNeed[] =>
  [...(before === null ? [] : [before]), root].map((by) => need(root, "root", by.signed.roles.root, by));

export const needsOfTargets = (targets: Metadata<Targets>, root: Metadata<Root>): SignatureNeed[] => [
  need(targets, "targets", root.signed.roles.targets, root),
];

export const needsOfRelease = (
  release: Metadata<Targets>,
  channel: "stable" | "unstable",
  targets: Metadata<Targets>,
): SignatureNeed[] => [need(release, channel, targets.signed.delegations?.roles?.[channel], targets)];

/** The root before, if it is among them. */
export const rootBefore = (roots: readonly Metadata<Root>[], root: Metadata<Root>): Metadata<Root> | null =>
  roots.find(({ signed }) => signed.version === root.signed.version - 1) ?? null;

/** Adds or renews one signature; their order says nothing of who signed first, so that the same signatures are the same bytes. */
export function addSignature({ metadata }: VendorDocument, signer: Signer): void {
  metadata.sign(signer.sign);
  const byId = Object.entries(metadata.signatures).sort(([a], [b]) => (a < b ? -1 : 1));
  metadata.signatures = Object.fromEntries(byId);
}
