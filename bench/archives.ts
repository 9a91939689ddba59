/** Signed archives of generated trees. The first is packed from a folder, as a vendor does; the others straight from the generator. */
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { TargetFile } from "@tufjs/models";
import { stringify } from "yaml";
import { releaseDocument } from "../server/vendor/build-release.ts";
import type { KeyRing } from "../server/vendor/keys.ts";
import { DRAFT, packRelease, type Sealed, sealed, writeArchive } from "../server/vendor/pack.ts";
import { archiveBytes } from "../server/vendor/write.ts";
import { releaseManifestSchema } from "../shared/manifest.ts";
import { archiveName } from "../shared/version.ts";
import { bytesOf, seedOf, type TreeFile } from "./tree.ts";

/** Of the demo platform, which runs 4.6.2. */
export const PREFIX = "planidemo";
export const VERSION = "4.6.3";
const LIFE_MS = 10 * 365 * 24 * 60 * 60 * 1000;

const draft = (prefix: string) => ({
  kind: "release",
  prefix,
  version: VERSION,
  channel: "stable",
  publishedAt: "2026-09-14T08:00:00Z",
  minFrom: "4.6.0",
  interruption: "none",
  requirements: {
    platform: "4.6.0",
    cpu: { minimum: 1, recommended: 2 },
    memory: { minimum: 1024 ** 2, recommended: 1024 ** 2 },
    disk: { minimum: 1, recommended: 2 },
  },
  services: [{ name: "portail", command: ["node", "portal/server.ts"], role: "front" }],
});

export interface Wanted {
  readonly files: readonly TreeFile[];
  readonly keys: KeyRing;
  /** Folder to write the archive into. */
  readonly out: string;
}

/** Writes the files below `tree` and packs that folder. Resolves with the archive's path. */
export async function packFolder({ files, keys, out }: Wanted, tree: string): Promise<string> {
  for (const directory of new Set(files.map(({ path }) => dirname(path))))
    await mkdir(join(tree, directory), { recursive: true });
  for (const file of files) await writeFile(join(tree, file.path), Readable.from(bytesOf(file)));
  await writeFile(join(tree, DRAFT), stringify(draft(PREFIX)));
  const now = Date.now();
  return (await packRelease({ directory: tree, keys, out, now, expires: now + LIFE_MS })).file;
}

function sealFor(prefix: string, { files, keys }: Omit<Wanted, "out">): Sealed {
  const hashes = new Map<string, string>();
  const hashOf = (file: TreeFile): string => {
    const known = hashes.get(seedOf(file));
    if (known !== undefined) return known;
    const hash = createHash("sha256");
    for (const piece of bytesOf(file)) hash.update(piece);
    const digest = hash.digest("hex");
    hashes.set(seedOf(file), digest);
    return digest;
  };
  const targets = Object.fromEntries(
    files.map((file) => [
      file.path,
      new TargetFile({ path: file.path, length: file.size, hashes: { sha256: hashOf(file) } }),
    ]),
  );
  const manifest = releaseManifestSchema.parse({ ...draft(prefix), order: files.map(({ path }) => path) });
  const now = Date.now();
  const release = releaseDocument(JSON.parse(JSON.stringify(manifest)), targets, {
    version: 1,
    expires: now + LIFE_MS,
  });
  release.sign(keys.signers[manifest.channel].sign);
  return sealed(release, keys, now);
}

/** The same without a folder: the bytes are made while they are packed. */
export async function packGenerated(wanted: Wanted): Promise<string> {
  const byPath = new Map(wanted.files.map((file) => [file.path, file]));
  const { file } = await writeArchive(sealFor(PREFIX, wanted), wanted.out, (path) => {
    const known = byPath.get(path);
    if (known === undefined) throw new Error(`${path} is not in the tree`);
    return Readable.from(bytesOf(known));
  });
  return file;
}

/** Enough of the payload to keep a reader that does not refuse it reading for a long time. */
const REAL_BYTES = 32 * 1024 * 1024;

/**
 * The beginning of an archive for `prefix`, under the name of one for the demo platform, in a file of `size` bytes of which
 * the rest is a hole: a reader that refuses it in time never gets there.
 */
export async function packBeginning(prefix: string, wanted: Wanted, size: number): Promise<string> {
  const { entries, content } = sealFor(prefix, wanted);
  const payload = content.files.map(({ path, length, mode }, index) => {
    const file = wanted.files[index];
    if (file === undefined) throw new Error(`${path} is not in the tree`);
    return { name: path, size: length, mode, content: Readable.from(bytesOf(file)) };
  });
  const beginning = async function* (): AsyncGenerator<Buffer> {
    let bytes = 0;
    for await (const chunk of archiveBytes([...entries, ...payload], 0)) {
      yield chunk;
      bytes += chunk.length;
      if (bytes >= REAL_BYTES) return;
    }
  };
  await mkdir(wanted.out, { recursive: true });
  const file = join(wanted.out, archiveName(PREFIX, VERSION));
  await pipeline(beginning, createWriteStream(file));
  await truncate(file, size);
  return file;
}
