/** The name of this installation: what support's unlocks are bound to. Made once, read out on the telephone. */
import { randomInt } from "node:crypto";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { CodedError } from "../../shared/errors.ts";
import { exists, writeFileDurably } from "../io/atomic-file.ts";
import { rootLayout, stateLayout } from "./layout.ts";
import type { PlatformConfig } from "./platform-file.ts";

/** Crockford's base 32: no letter that can be taken for a digit or for another letter. */
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS = 3;
const GROUP_LENGTH = 4;
const installationSchema = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);

const newName = (): string =>
  Array.from({ length: GROUPS }, () =>
    Array.from({ length: GROUP_LENGTH }, () => DIGITS[randomInt(DIGITS.length)]).join(""),
  ).join("-");

/**
 * The root remembers which state folder it belongs to: after a reboot without the state's disk an empty one would know of no run
 * that was interrupted, and open a platform that is half updated. Asked before anything is made or started.
 * @throws CodedError STATE_FOLDER_OTHER, facts `state`, `file`; PLATFORM_MISSING, fact `root`
 */
export async function requireOwnState(config: Pick<PlatformConfig, "root" | "state">): Promise<void> {
  const file = rootLayout(config.root).installation;
  const known = await readFile(file, "utf8").catch(() => null);
  if (known === null) {
    // Neither a mark of ours nor a release: there is no platform, or its disk is not mounted, and perhaps the state's neither.
    if (!(await exists(rootLayout(config.root).current).catch(() => false)))
      throw new CodedError("PLATFORM_MISSING", { root: config.root });
    return;
  }
  const found = await readFile(stateLayout(config.state).installation, "utf8").catch(() => null);
  if (found?.trim() !== known.trim())
    throw new CodedError("STATE_FOLDER_OTHER", { state: config.state, file });
}

/** Ties root and state together, once. */
export async function rememberState(config: Pick<PlatformConfig, "root" | "state">): Promise<void> {
  const file = rootLayout(config.root).installation;
  const name = await installationName(stateLayout(config.state).installation);
  if (!(await exists(file))) await writeFileDurably(file, `${name}\n`, { mode: 0o644 });
}

/** `7K3M-Q9TX-0VWB`. The caller holds the state folder's lock when it may be the first to ask. */
export async function installationName(file: string): Promise<string> {
  if (!(await exists(file))) await writeFileDurably(file, `${newName()}\n`, { mode: 0o644 });
  return installationSchema.parse((await readFile(file, "utf8")).trim());
}
