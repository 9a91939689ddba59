import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Below this many bytes, compressing saves no packet. */
const COMPRESSED_FROM_BYTES = 1024;

/** Writes `.br` and `.gz` next to every asset, once and at the highest level; the server chooses (server/http/client-files.ts). */
const compressedAssets = (): Plugin => ({
  name: "compressed-assets",
  apply: "build",
  async writeBundle({ dir = "" }) {
    const assets = join(dir, "assets");
    for (const name of await readdir(assets)) {
      const file = join(assets, name);
      const content = await readFile(file);
      if (!/\.(js|css|svg)$/.test(name) || content.length < COMPRESSED_FROM_BYTES) continue;
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      };
      await writeFile(`${file}.br`, await promisify(brotliCompress)(content, { params }));
      await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION }));
    }
  },
});

export default defineConfig({
  root: "client",
  base: "/superviseur/",
  plugins: [react(), compressedAssets()],
  build: {
    outDir: "../dist/client",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    rolldownOptions: {
      // What the first screen needs is one request, and so is what the pages behind the login share: on a slow line
      // forty small ones take longer.
      output: {
        codeSplitting: {
          groups: [
            { name: "first", tags: ["$initial"], priority: 2 },
            { name: "common", minShareCount: 2, priority: 1 },
          ],
        },
      },
    },
  },
  test: {
    root: ".",
    include: ["{shared,server,robustness,client,demo,scripts,bench}/**/*.test.{ts,tsx}"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: "forks",
  },
});
