import type { Catalogue } from "../catalogue.ts";
import type { fr } from "../fr/index.ts";
import { cli } from "./cli.ts";
import { log } from "./log.ts";
import { mask } from "./mask.ts";
import { screens } from "./screens.ts";

export const en = {
  ...screens,
  mask,
  log,
  cli,
} as const satisfies Catalogue<typeof fr>;
