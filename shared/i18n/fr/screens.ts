/** The texts of the screens: all that a browser loads. */
import { accounts } from "./accounts.ts";
import { common } from "./common.ts";
import { errors } from "./errors.ts";
import { followup } from "./followup.ts";
import { importing } from "./importing.ts";
import { recovery } from "./recovery.ts";
import { revert } from "./revert.ts";
import { steps } from "./steps.ts";
import { unlock } from "./unlock.ts";

export const screens = {
  common,
  accounts,
  importing,
  followup,
  steps,
  recovery,
  revert,
  unlock,
  error: errors,
} as const;
