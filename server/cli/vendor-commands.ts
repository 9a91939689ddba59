/** The vendor's commands. They sign, so the files that a hospital receives do not contain them. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import type { TFunction } from "i18next";
import type { UsageProblem } from "./problem.ts";
import type { Shell } from "./shell.ts";

export interface VendorCommands {
  readonly vendorCommand: (shell: Shell) => Command;
  /** What the person can fix of a folder, key or document. Null for any other error. */
  readonly vendorProblem: (t: TFunction, error: unknown) => UsageProblem | null;
}

const MODULE = new URL("../vendor/cli/vendor.ts", import.meta.url);

/** Null where the folder was not shipped. */
export async function loadVendorCommands(): Promise<VendorCommands | null> {
  if (!existsSync(fileURLToPath(MODULE))) return null;
  const { commands }: { readonly commands: VendorCommands } = await import(MODULE.href);
  return commands;
}
