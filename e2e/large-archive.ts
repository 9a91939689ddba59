/** An archive of several parts: a spec can intervene in the middle of its upload. */
import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import type { KeyRing } from "../server/vendor/keys.ts";
import { UPLOAD_PART_BYTES } from "../shared/api/import.ts";
import { archive } from "./places.ts";
import { repack } from "./repack.ts";

export const LARGE_VERSION = "4.7.4";
/**
 * After the small parts of the head, two more large parts than a page sends at once. Noise does not compress.
 */
const LARGE_PARTS = 5;
/** Parts that start here or later come after the second large one. */
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
