/** Makes what is missing of the demo: keys, archives, platform. Leaves what is there as it was. */
import { access, readdir } from "node:fs/promises";
import { join } from "node:path";
import { buildArchives } from "./build-archives.ts";
import { createDemoPlatform } from "./create-platform.ts";
import { DEFAULT_PORT, DEMO } from "./places.ts";

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

export async function prepareDemo(say: (sentence: string) => void): Promise<void> {
  const archives = await readdir(DEMO.archives).catch(() => []);
  if (archives.length === 0) {
    say("Fabrication des archives de démonstration…");
    await buildArchives({ keysDirectory: DEMO.keys, outDirectory: DEMO.archives, now: Date.now() });
  }
  if (!(await exists(DEMO.platformFile))) {
    say("Création de la plateforme de démonstration…");
    await createDemoPlatform({
      root: DEMO.root,
      state: DEMO.state,
      port: DEFAULT_PORT,
      trustRoot: join(DEMO.keys, "root.json"),
    });
  }
}
