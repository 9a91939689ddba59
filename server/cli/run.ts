import { execute } from "./execute.ts";
import { createProgram } from "./program.ts";
import type { World } from "./shell.ts";
import { loadVendorCommands } from "./vendor-commands.ts";

/** `superviseur`; `words` without the program's own name. */
export async function run(words: readonly string[], world: World): Promise<number> {
  const vendor = await loadVendorCommands();
  return await execute(words, world, (shell) => createProgram(shell, vendor), vendor?.vendorProblem);
}
