/**
 * The vendor's public documents in a folder: `<n>.root.json` by version, and `targets.json`. A `root.json` is one of the roots, by
 * the version it says: a ring of one key a role has only that.
 */
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Metadata, MetadataKind, type Root, type Targets } from "@tufjs/models";
import { readTargets } from "../archive/release-targets.ts";
import { RELEASE_FIELD } from "../archive/trust.ts";
import { documentText } from "./ring-documents.ts";

/** What an archive contains in addition to its release. */
export interface TrustDocuments {
  /** Ascending, without a gap; at least one. */
  readonly roots: readonly Metadata<Root>[];
  readonly targets: Metadata<Targets>;
}
export type VendorDocument =
  | { readonly kind: "root"; readonly metadata: Metadata<Root> }
  | { readonly kind: "targets" | "release"; readonly metadata: Metadata<Targets> };

export const TRUST_PROBLEMS = [
  "document",
  "noRoot",
  "gap",
  "version",
  "pending",
  "threshold",
  "keyUnknown",
  "revoked",
] as const;
/**
 * The folder's documents cannot be used: no such document, no root, a root missing in between, a file named for another version, a
 * newest root that is not signed enough yet, a threshold that cannot be reached, a key that is not in the role, a release that is not
 * withdrawn.
 */
export class TrustProblem extends Error {
  readonly problem: (typeof TRUST_PROBLEMS)[number];
  /** A file, a role or a key id. */
  readonly subject: string;
  constructor(problem: TrustProblem["problem"], subject: string, cause?: unknown) {
    super(`${problem}: ${subject}`, { cause });
    this.name = "TrustProblem";
    this.problem = problem;
    this.subject = subject;
  }
}

export const TARGETS_FILE = "targets.json";
const PLAIN_ROOT = "root.json";
export const rootFile = (version: number): string => `${version}.root.json`;
const versionInName = (name: string): number | null => {
  const match = /^([1-9]\d{0,5})\.root\.json$/.exec(name);
  return match === null ? null : Number(match[1]);
};

/** As it goes to disk: a release without indentation, for it names every file and is in the archive byte for byte. */
export const textOf = ({ kind, metadata }: VendorDocument): string =>
  kind === "release" ? `${JSON.stringify(metadata.toJSON())}\n` : documentText(metadata);

/** @throws TrustProblem when the text is not a root, targets or release document; `name` is for the message */
export function parseDocument(text: string, name: string): VendorDocument {
  try {
    const json: Parameters<typeof readTargets>[0] = JSON.parse(text);
    const signed = Object(json.signed);
    if (signed._type === MetadataKind.Root)
      return { kind: "root", metadata: Metadata.fromJSON(MetadataKind.Root, json) };
    return { kind: RELEASE_FIELD in signed ? "release" : "targets", metadata: readTargets(json) };
  } catch (error) {
    throw new TrustProblem("document", name, error);
  }
}

/** @throws TrustProblem; the system's error when it cannot be read */
export async function readDocument(file: string): Promise<VendorDocument> {
  const document = parseDocument(await readFile(file, "utf8"), file);
  const named = versionInName(basename(file));
  if (document.kind === "root" && named !== null && named !== document.metadata.signed.version)
    throw new TrustProblem("version", file);
  return document;
}

/**
 * Every root in the folder, ascending.
 * @throws TrustProblem
 */
export async function readRoots(directory: string): Promise<Metadata<Root>[]> {
  const byVersion = new Map<number, Metadata<Root>>();
  // Numbered files last: they are the chain, and `root.json` may be a copy of one of them.
  const names = (await readdir(directory)).filter(
    (name) => name === PLAIN_ROOT || versionInName(name) !== null,
  );
  for (const name of names.sort((a, b) => (versionInName(a) ?? 0) - (versionInName(b) ?? 0))) {
    const document = await readDocument(join(directory, name));
    if (document.kind !== "root") throw new TrustProblem("document", join(directory, name));
    byVersion.set(document.metadata.signed.version, document.metadata);
  }
  const roots = [...byVersion.values()].sort((a, b) => a.signed.version - b.signed.version);
  const [first] = roots;
  if (first === undefined) throw new TrustProblem("noRoot", directory);
  const missing = roots.findIndex((root, index) => root.signed.version !== first.signed.version + index);
  if (missing !== -1) throw new TrustProblem("gap", rootFile(first.signed.version + missing));
  return roots;
}

async function readTargetsFile(directory: string): Promise<Metadata<Targets>> {
  const file = join(directory, TARGETS_FILE);
  const document = await readDocument(file);
  if (document.kind !== "targets") throw new TrustProblem("document", file);
  return document.metadata;
}

/** @throws TrustProblem; the system's error when the folder or a file of it cannot be read */
export async function readTrustFolder(directory: string): Promise<TrustDocuments> {
  const [roots, targets] = await Promise.all([readRoots(directory), readTargetsFile(directory)]);
  return { roots, targets };
}

/** The roots in the folder of a document, or none. */
export const rootsBeside = async (file: string): Promise<Metadata<Root>[]> =>
  await readRoots(dirname(file)).catch((error) => {
    if (error instanceof TrustProblem && error.problem === "noRoot") return [];
    throw error;
  });
