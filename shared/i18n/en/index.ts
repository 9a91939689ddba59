import type { Catalogue } from "../catalogue.ts";
import type { fr } from "../fr/index.ts";
import { accounts } from "./accounts.ts";
import { cli } from "./cli.ts";
import { common } from "./common.ts";
import { errors } from "./errors.ts";
import { followup } from "./followup.ts";
import { importing } from "./importing.ts";
import { log } from "./log.ts";
import { mask } from "./mask.ts";
import { recovery } from "./recovery.ts";
import { revert } from "./revert.ts";
import { steps } from "./steps.ts";
import { unlock } from "./unlock.ts";

export const en = {
  common,
  accounts,
  importing,
  followup,
  steps,
  recovery,
  revert,
  unlock,
  error: errors,
  mask,
  log,
  cli,
} as const satisfies Catalogue<typeof fr>;
