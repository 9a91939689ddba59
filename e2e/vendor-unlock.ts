/** Support's side: the real vendor command, with the key that the demo's root names. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { UnlockAction } from "../shared/journal.ts";
import { keysDirectory } from "./places.ts";

const CLI = fileURLToPath(new URL("../server/cli/index.ts", import.meta.url));

export interface Wanted {
  readonly installation: string;
  readonly run: string;
  readonly action: UnlockAction;
  readonly reference?: string;
  /** A role of the key ring; support's own by default. */
  readonly role?: string;
}

/** The command's whole output: an administrator who answers a mail copies more than the text. */
export async function vendorUnlock({
  installation,
  run,
  action,
  reference = "2026-1123",
  role = "support",
}: Wanted): Promise<string> {
  const words = ["--installation", installation, "--run", run, "--action", action, "--reference", reference];
  const key = join(keysDirectory(), `${role}.pem`);
  const { stdout } = await promisify(execFile)(process.execPath, [
    CLI,
    "vendor",
    "unlock",
    ...words,
    "--expires",
    "24h",
    "--key",
    key,
  ]);
  return stdout;
}
