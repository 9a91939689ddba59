import { cli } from "./cli.ts";
import { log } from "./log.ts";
import { mask } from "./mask.ts";
import { screens } from "./screens.ts";

export const fr = {
  ...screens,
  mask,
  log,
  cli,
} as const;
