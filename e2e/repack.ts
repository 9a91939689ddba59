/** Packs a release of the demo again with changes to its manifest or its files. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import { assembleRelease } from "../demo/assemble-release.ts";
import type { KeyRing } from "../server/vendor/keys.ts";
import { DRAFT, packRelease } from "../server/vendor/pack.ts";

export type Draft = Readonly<Record<string, unknown>>;

export interface Repack {
  /** Version whose tree is used. */
  readonly source: string;
  /** Merged over its manifest. A function receives the original manifest. */
  readonly changes: Draft | ((draft: Draft) => Draft);
  /** Path → new content, or a function from the old text to the new one. */
  readonly files: Readonly<Record<string, string | Uint8Array | ((text: string) => string)>>;
  readonly keys: KeyRing;
  /** Unix ms of the signature and of its expiry; by default now, and far in the future. */
  readonly signed?: { readonly now: number; readonly expires: number };
  /** Output folder. */
  readonly out: string;
}

export async function repack({ source, changes, files, keys, signed, out }: Repack): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "superviseur-release-"));
  try {
    await assembleRelease(source, directory);
    const draft: Draft = parse(await readFile(join(directory, DRAFT), "utf8"));
    const changed = { ...draft, ...(typeof changes === "function" ? changes(draft) : changes) };
    const all: Repack["files"] = { ...files, [DRAFT]: stringify(changed) };
    for (const [path, content] of Object.entries(all)) {
      const file = join(directory, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, typeof content === "function" ? content(await readFile(file, "utf8")) : content);
    }
    await packRelease({ directory, keys, out, now: Date.now(), ...signed });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
