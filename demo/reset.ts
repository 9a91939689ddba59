/** `npm run demo:reset`: stops the demo's services and forgets everything it made. */
import { rm } from "node:fs/promises";
import { isLocked } from "../server/io/kernel-lock.ts";
import { stateLayout } from "../server/platform/layout.ts";
import { openPlatform } from "../server/platform/platform.ts";
import { loadPlatformFile } from "../server/platform/platform-file.ts";
import { DEMO } from "./places.ts";

const state = stateLayout(DEMO.state);
const platform = (() => {
  try {
    return openPlatform(loadPlatformFile(DEMO.platformFile));
  } catch {
    return null;
  }
})();
if (platform !== null) {
  if (isLocked(state.webLock) || isLocked(state.runnerLock)) {
    console.error(
      "Le Superviseur ou une mise à jour tourne encore : arrêtez-le (Ctrl-C) ou attendez la fin, puis recommencez.",
    );
    process.exit(1);
  }
  const version = await platform.releases.current().catch(() => null);
  const manifest = version === null ? null : await platform.releases.manifest(version).catch(() => null);
  for (const service of manifest?.services ?? []) await platform.services.stop(service.name);
}
await rm(DEMO.all, { recursive: true, force: true });
console.log("La démonstration est remise à zéro. Lancez : npm start");
