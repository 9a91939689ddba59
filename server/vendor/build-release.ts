/**
 * A release folder as its signed document: `release.yaml` is the x-release without its order, everything else is payload.
 * The same folder and date give the same bytes, so that every signer can build it and compare.
 */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { Metadata, TargetFile, type Targets } from "@tufjs/models";
import { parse, YAMLError } from "yaml";
import { META_CHANNEL_MAX_BYTES } from "../../shared/archive-bounds.ts";
import { type ReleaseManifest, releaseManifestSchema } from "../../shared/manifest.ts";
import { misplacedName } from "../archive/payload-names.ts";
import { ReleaseTargets } from "../archive/release-targets.ts";
import { RELEASE_FIELD } from "../archive/trust.ts";
import { encodeHeader } from "../archive/ustar.ts";
import { sha256OfFile } from "../io/sha256.ts";
import { listTree } from "../io/tree.ts";
import { SPEC_VERSION, tufDate } from "./ring-documents.ts";
import { textOf } from "./ring-folder.ts";

export const DRAFT = "release.yaml";
/** An archive is signed for this long by default: three releases a year, and sites that skip one. */
export const RELEASE_LIFE_MS = 2 * 365 * 24 * 60 * 60 * 1000;
const MODE = 0o644;

type Json = Exclude<ConstructorParameters<typeof ReleaseTargets>[0]["unrecognizedFields"], undefined>[string];

export const PACK_PROBLEMS = ["draft", "link", "name", "size", "count", "changed"] as const;
/** The release folder cannot be packed: the draft is not a mapping, a link, a name, a file too large, too many files, not what was signed. */
export class PackProblem extends Error {
  readonly problem: (typeof PACK_PROBLEMS)[number];
  readonly path: string;
  constructor(problem: PackProblem["problem"], path: string, cause?: unknown) {
    super(`${problem}: ${path}`, { cause });
    this.name = "PackProblem";
    this.problem = problem;
    this.path = path;
  }
}

async function draftOf(directory: string): Promise<Record<string, unknown>> {
  const text = await readFile(join(directory, DRAFT), "utf8");
  try {
    const draft: unknown = parse(text);
    if (typeof draft === "object" && draft !== null && !Array.isArray(draft)) return { ...draft };
  } catch (error) {
    if (!(error instanceof YAMLError)) throw error;
    throw new PackProblem("draft", DRAFT, error);
  }
  throw new PackProblem("draft", DRAFT);
}

/**
 * The manifest of a release folder: its draft, with the payload's order and the modes of executable files.
 * @throws PackProblem; ZodError with every problem of the draft
 */
export async function readDraft(directory: string): Promise<ReleaseManifest> {
  const draft = await draftOf(directory);
  const files = (await listTree(directory)).filter((file) => file.path !== DRAFT);
  const link = files.find((file) => file.kind === "link");
  if (link) throw new PackProblem("link", link.path);
  const modes: Record<string, string> = {};
  for (const { path } of files)
    if (((await stat(join(directory, path))).mode & 0o100) !== 0) modes[path] = "0755";
  const manifest = releaseManifestSchema.parse({
    ...draft,
    order: files.map((file) => file.path),
    // The draft decides: a checkout may have lost the executable bits.
    modes: { ...modes, ...(typeof draft.modes === "object" ? draft.modes : {}) },
  });
  const misplaced = misplacedName([...manifest.order, ...Object.keys(manifest.links)]);
  if (misplaced !== null) throw new PackProblem("name", misplaced);
  for (const { path, bytes } of files) requireFits(path, bytes);
  return manifest;
}

/** Known before anything is hashed or signed. */
function requireFits(path: string, bytes: number): void {
  for (const [problem, size] of [
    ["name", 0],
    ["size", bytes],
  ] as const) {
    try {
      encodeHeader(path, size, MODE, 0);
    } catch (error) {
      throw new PackProblem(problem, path, error);
    }
  }
}

/** A release's document, unsigned. */
export function releaseDocument(
  manifest: Json,
  targets: Readonly<Record<string, TargetFile>>,
  { version, expires }: { version: number; expires: number },
): Metadata<Targets> {
  return new Metadata<Targets>(
    new ReleaseTargets({
      version,
      specVersion: SPEC_VERSION,
      expires: tufDate(expires),
      targets: { ...targets },
      unrecognizedFields: { [RELEASE_FIELD]: manifest },
    }),
  );
}

export interface Built {
  readonly manifest: ReleaseManifest;
  readonly release: Metadata<Targets>;
}

/**
 * The unsigned document of a release folder; `expires` in Unix ms, `RELEASE_LIFE_MS` after its publication by default.
 * @throws PackProblem; ZodError with every problem of the draft
 */
export async function buildRelease({
  directory,
  expires,
}: {
  directory: string;
  expires?: number | undefined;
}): Promise<Built> {
  const manifest = await readDraft(directory);
  const targets: Record<string, TargetFile> = {};
  for (const path of manifest.order) {
    const file = join(directory, path);
    targets[path] = new TargetFile({
      path,
      length: (await stat(file)).size,
      hashes: { sha256: await sha256OfFile(file) },
    });
  }
  const release = releaseDocument(JSON.parse(JSON.stringify(manifest)), targets, {
    version: 1,
    expires: expires ?? Date.parse(manifest.publishedAt) + RELEASE_LIFE_MS,
  });
  if (Buffer.byteLength(textOf({ kind: "release", metadata: release })) > META_CHANNEL_MAX_BYTES)
    throw new PackProblem("count", directory);
  return { manifest, release };
}
