/** The name of this installation: what support's unlocks are bound to. Made once, read out on the telephone. */
import { randomInt } from "node:crypto";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { exists, writeFileDurably } from "../io/atomic-file.ts";

/** Crockford's base 32: no letter that can be taken for a digit or for another letter. */
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS = 3;
const GROUP_LENGTH = 4;
const installationSchema = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);

const newName = (): string =>
  Array.from({ length: GROUPS }, () => Array.from({ length: GROUP_LENGTH }, () => DIGITS[randomInt(DIGITS.length)]).join("")).join("-");

/** `7K3M-Q9TX-0VWB`. The caller holds the state folder's lock when it may be the first to ask. */
export async function installationName(file: string): Promise<string> {
  if (!(await exists(file))) await writeFileDurably(file, `${newName()}\n`, { mode: 0o644 });
  return installationSchema.parse((await readFile(file, "utf8")).trim());
}
