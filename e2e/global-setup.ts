/**
 * Once for each test run: builds the client, packs the demo's archives and the bad ones. The teardown removes
 * the folder.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "vite";
import { buildArchives } from "../demo/build-archives.ts";
import { loadKeyRing } from "../server/vendor/keys.ts";
import { buildBadArchives } from "./bad-archives.ts";
import { buildLargeArchive } from "./large-archive.ts";
import { archive, E2E_FOLDER, keysDirectory } from "./places.ts";
import { buildWaitingRelease } from "./waiting-release.ts";

/** Set by `npm test`, which has just built the client. */
const BUILT = "SUPERVISEUR_CLIENT_BUILT";

export default async function setUp(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "superviseur-e2e-run-"));
  process.env[E2E_FOLDER] = folder;
  if (process.env[BUILT] === undefined) await build({ logLevel: "warn" });
  await buildArchives({
    keysDirectory: keysDirectory(),
    outDirectory: dirname(archive("any")),
    now: Date.now(),
  });
  await buildBadArchives();
  const keys = await loadKeyRing(keysDirectory());
  await buildWaitingRelease(keys);
  await buildLargeArchive(keys);
  return () => rm(folder, { recursive: true, force: true });
}
