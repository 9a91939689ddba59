/** A ring of one key a role, with the documents that they sign: for vendors who sign alone, for the demo and for tests. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Metadata, Root, Targets } from "@tufjs/models";
import { exists, makeDirectoryDurably, writeFileDurably } from "../io/atomic-file.ts";
import { SUPPORT_ROLE } from "../support/unlock-signatures.ts";
import {
  type ARCHIVE_ROLES,
  byRole,
  documentText,
  makeRoot,
  makeTargets,
  ROLES,
  ROOT_LIFE_MS,
  type RoleName,
  type RoleSpecs,
  TARGETS_LIFE_MS,
} from "./ring-documents.ts";
import { readTrustFolder, TARGETS_FILE } from "./ring-folder.ts";
import { newKey, type Signer, signerOf } from "./ring-key.ts";

export { documentText } from "./ring-documents.ts";
export type { Signer } from "./ring-key.ts";

export interface KeyRing {
  readonly signers: Readonly<Record<(typeof ARCHIVE_ROLES)[number], Signer>>;
  /** Null in a ring from before there were unlocks. */
  readonly support: Signer | null;
  /** Signed documents, as they are in every archive; `root` is the newest of `roots`. */
  readonly root: Metadata<Root>;
  readonly roots: readonly Metadata<Root>[];
  readonly targets: Metadata<Targets>;
}

const keyFile = (directory: string, role: RoleName): string => join(directory, `${role}.pem`);
const passphrase = (): string | null => process.env.SUPERVISEUR_KEY_PASSPHRASE || null;

/** Makes a ring in `directory`: a PKCS#8 key a role (encrypted when SUPERVISEUR_KEY_PASSPHRASE is set), root.json to install on servers, targets.json. */
export async function createKeyRing(directory: string, { now }: { now: number }): Promise<KeyRing> {
  for (const role of ROLES)
    if (await exists(keyFile(directory, role)))
      throw new Error(`${keyFile(directory, role)} exists: a key is never replaced`);
  await makeDirectoryDurably(directory, 0o700);
  for (const role of ROLES) await writeFileDurably(keyFile(directory, role), newKey(passphrase()));
  const { signers, support } = await loadSigners(directory);
  const roles: RoleSpecs = await byRole((role) => {
    const signer = role === SUPPORT_ROLE ? support : signers[role];
    return { keys: signer === null ? [] : [signer.key], threshold: 1 };
  });
  const root = makeRoot(roles, { version: 1, expires: now + ROOT_LIFE_MS });
  root.sign(signers.root.sign);
  const targets = makeTargets(roles, [], { version: 1, expires: now + TARGETS_LIFE_MS });
  targets.sign(signers.targets.sign);
  await writeFileDurably(join(directory, "root.json"), documentText(root), { mode: 0o644 });
  await writeFileDurably(join(directory, TARGETS_FILE), documentText(targets), { mode: 0o644 });
  return { signers, support, root, roots: [root], targets };
}

async function loadSigners(directory: string): Promise<Pick<KeyRing, "signers" | "support">> {
  const load = async (role: RoleName): Promise<Signer> =>
    signerOf(await readFile(keyFile(directory, role), "utf8"), passphrase());
  const [root, targets, stable, unstable] = await Promise.all([
    load("root"),
    load("targets"),
    load("stable"),
    load("unstable"),
  ]);
  const support = (await exists(keyFile(directory, SUPPORT_ROLE))) ? await load(SUPPORT_ROLE) : null;
  return { signers: { root, targets, stable, unstable }, support };
}

/** @throws KeyProblem, TrustProblem; the system's error for a file that cannot be read */
export async function loadKeyRing(directory: string): Promise<KeyRing> {
  const { roots, targets } = await readTrustFolder(directory);
  const root = roots.at(-1);
  if (root === undefined) throw new Error("a trust folder has a root");
  return { ...(await loadSigners(directory)), root, roots, targets };
}
