/** An archive of several parts: its upload can be met in the middle. */
import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import type { KeyRing } from "../server/vendor/keys.ts";
import { UPLOAD_PART_BYTES } from "../shared/api/import.ts";
import { archive } from "./places.ts";
import { repack } from "./repack.ts";

export const LARGE_VERSION = "4.7.4";
/** Behind the head's small parts: as many large ones as a page sends at once, and two more. Noise is as large packed as unpacked. */
const LARGE_PARTS = 5;
/** Parts from here on come after the second large one. */
export const MIDDLE_BYTES = 1.5 * UPLOAD_PART_BYTES;

export const largeArchive = (): string => archive(`planidemo.maj.${LARGE_VERSION}.tgz`);

export async function buildLargeArchive(keys: KeyRing): Promise<void> {
  await repack({
    source: "4.7.0",
    changes: { version: LARGE_VERSION },
    files: { "portal/scans.bin": randomBytes((LARGE_PARTS - 0.5) * UPLOAD_PART_BYTES) },
    keys,
    out: dirname(largeArchive()),
  });
}
