/** What a signed document is and whose signatures it has, as programs and people read it. */
import type { Metadata, Root } from "@tufjs/models";
import { revokedReleases } from "../../archive/revoked.ts";
import { releaseName } from "../../cli/options.ts";
import type { Shell } from "../../cli/shell.ts";
import { ROLES, type RoleName } from "../ring-documents.ts";
import type { VendorDocument } from "../ring-folder.ts";
import { isReached, needsOfRoot, needsOfTargets, rootBefore, type SignatureNeed } from "../ring-sign.ts";
import { shortId } from "./files.ts";

/** A role that the document gives: what its signers agree to. */
interface Grant {
  readonly role: RoleName;
  readonly threshold: number;
  /** Key ids. */
  readonly keys: readonly string[];
}

export interface DocumentState {
  readonly file: string;
  readonly kind: VendorDocument["kind"];
  readonly version: number;
  readonly expires: string;
  readonly expired: boolean;
  /** Signed by as many as each of its roles asks for; null when it is not known who that is. */
  readonly complete: boolean | null;
  readonly needs: readonly (SignatureNeed & { readonly reached: boolean })[];
  readonly grants: readonly Grant[];
}

function grantsOf({ kind, metadata }: VendorDocument): Grant[] {
  const roles = kind === "root" ? metadata.signed.roles : (metadata.signed.delegations?.roles ?? {});
  return ROLES.flatMap((role) => {
    const given = roles[role];
    return given === undefined ? [] : [{ role, threshold: given.threshold, keys: given.keyIDs }];
  });
}

export function stateOf(
  file: string,
  document: VendorDocument,
  needs: readonly SignatureNeed[],
): DocumentState {
  const { kind, metadata } = document;
  const { version, expires } = metadata.signed;
  return {
    file,
    kind,
    version,
    expires,
    expired: metadata.signed.isExpired(new Date()),
    complete: needs.length === 0 ? null : needs.every(isReached),
    needs: needs.map((need) => ({ ...need, reached: isReached(need) })),
    grants: grantsOf(document),
  };
}

/** A root answers to the root before it and to itself; targets to the newest root. */
export function needsOf(document: VendorDocument, roots: readonly Metadata<Root>[]): SignatureNeed[] {
  if (document.kind === "root") return needsOfRoot(document.metadata, rootBefore(roots, document.metadata));
  const newest = roots.at(-1);
  return newest === undefined ? [] : needsOfTargets(document.metadata, newest);
}

const ids = (keys: readonly string[]): string => keys.map(shortId).join(", ");

function needLines({ t }: Shell, { role, version, threshold, keys, signed }: SignatureNeed): string[] {
  const missing = keys.filter((id) => !signed.includes(id));
  const fill = { role, version, found: signed.length, expected: threshold };
  const done = signed.length >= threshold;
  return [
    `  ${done ? t("cli.document.reached", fill) : t("cli.document.missing", fill)}`,
    ...(signed.length === 0 ? [] : [`    ${t("cli.document.signedBy", { keys: ids(signed) })}`]),
    ...(done || missing.length === 0 ? [] : [`    ${t("cli.document.canSign", { keys: ids(missing) })}`]),
  ];
}

export function documentLines(
  shell: Shell,
  { file, kind, version, expires, expired, needs, grants }: DocumentState,
): string[] {
  const { t } = shell;
  const fill = { file, version, date: expires.slice(0, 10) };
  return [
    t(`cli.document.${kind}`, fill),
    `  ${expired ? t("cli.document.expired", fill) : t("cli.document.expires", fill)}`,
    ...grants.map(
      ({ role, threshold, keys }) =>
        `  ${t("cli.document.grants", { role, expected: threshold, keys: ids(keys) })}`,
    ),
    ...needs.flatMap((need) => needLines(shell, need)),
  ];
}

export const revokedNames = ({ kind, metadata }: VendorDocument): string[] =>
  kind === "targets" ? revokedReleases(metadata.signed).map(releaseName) : [];

export const revokedLines = ({ t }: Shell, document: VendorDocument): string[] => {
  const names = revokedNames(document);
  return names.length === 0 ? [] : [`  ${t("cli.document.revoked", { list: names.join(", ") })}`];
};
