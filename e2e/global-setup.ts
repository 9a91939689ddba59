/** Once a run: the client built, the demo's archives and the bad ones packed. The folder goes when the run is over. */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { buildArchives } from "../demo/build-archives.ts";
import { loadKeyRing } from "../server/archive/keys.ts";
import { buildBadArchives } from "./bad-archives.ts";
import { buildPatientRelease } from "./patient-release.ts";
import { archive, E2E_FOLDER, keysDirectory } from "./places.ts";

const CLIENT = fileURLToPath(new URL("../dist/client/index.html", import.meta.url));

export default async function setUp(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "superviseur-e2e-run-"));
  process.env[E2E_FOLDER] = folder;
  if (!existsSync(CLIENT)) await build({ logLevel: "warn" });
  await buildArchives({ keysDirectory: keysDirectory(), outDirectory: dirname(archive("any")), now: Date.now() });
  await buildBadArchives();
  await buildPatientRelease(await loadKeyRing(keysDirectory()));
  return () => rm(folder, { recursive: true, force: true });
}
