/** Archives for the tiny platform, packed and signed by the real code. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createKeyRing, type KeyRing } from "../vendor/keys.ts";
import { packRelease } from "../vendor/pack.ts";
import { type Files, manifestOf } from "./tiny-platform.ts";

export interface TinyVendor {
  readonly keys: KeyRing;
  /** The root that servers trust. */
  readonly rootFile: string;
  /** Packs a release; answers the archive's bytes. */
  pack(version: string, overrides?: Record<string, unknown>, files?: Files, now?: number): Promise<Buffer>;
}

let packed = 0;

export async function tinyVendor(directory: string): Promise<TinyVendor> {
  const keys = await createKeyRing(join(directory, "keys"), { now: Date.now() });
  return {
    keys,
    rootFile: join(directory, "keys", "root.json"),
    async pack(version, overrides = {}, files = {}, now = Date.now()) {
      packed += 1;
      const release = join(directory, `release-${packed}`);
      const { order: _, ...draft } = manifestOf(version, overrides, files);
      const contents: Files = { "service.mjs": "// the service\n", ...files };
      for (const [path, text] of Object.entries({ ...contents, "release.yaml": JSON.stringify(draft) })) {
        await mkdir(dirname(join(release, path)), { recursive: true });
        await writeFile(join(release, path), text);
      }
      const { file } = await packRelease({
        directory: release,
        keys,
        out: join(directory, `out-${packed}`),
        now,
      });
      return await readFile(file);
    },
  };
}

/** Chunks of `size` bytes, as a network would bring them. */
export async function* inChunks(bytes: Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
