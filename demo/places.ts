/** Where the demo lives: everything under the git-ignored `var/`. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const VAR = fileURLToPath(new URL("../var/", import.meta.url));
export const DEMO = {
  all: VAR,
  keys: join(VAR, "keys"),
  archives: join(VAR, "archives"),
  root: join(VAR, "planidemo"),
  state: join(VAR, "superviseur"),
  platformFile: join(VAR, "planidemo", "superviseur.yaml"),
} as const;
export const DEFAULT_PORT = 8080;
