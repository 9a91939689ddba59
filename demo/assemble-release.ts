/** The release trees: `releases/<version>/` holds what is that version's own, and links to what it shares with others. */
import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { type ReleaseManifest, releaseManifestSchema } from "../shared/manifest.ts";
import { writePdf } from "./write-pdf.ts";

const RELEASES = fileURLToPath(new URL("./releases/", import.meta.url));
/** The vendor's draft of the manifest; read by the packer, no part of the payload. */
const DRAFT = "release.yaml";
/** Source of `notice.pdf`. */
const NOTICE = "notice.txt";

/** Writes the whole source tree of a version to `outDirectory`, links replaced by what they point to, the notice made a PDF. */
export async function assembleRelease(version: string, outDirectory: string): Promise<void> {
  await cp(join(RELEASES, version), outDirectory, { recursive: true, dereference: true });
  const notice = await readFile(join(outDirectory, NOTICE), "utf8").catch(() => null);
  if (notice === null) return;
  await writeFile(join(outDirectory, "notice.pdf"), writePdf(notice));
  await rm(join(outDirectory, NOTICE));
}

/** The manifest of an assembled tree, as the signed one would be. */
export async function manifestOf(directory: string): Promise<ReleaseManifest> {
  const draft: unknown = parse(await readFile(join(directory, DRAFT), "utf8"));
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const order = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .filter((path) => path !== DRAFT)
    .sort();
  return releaseManifestSchema.parse({ ...(draft as object), order });
}

/** Turns an assembled tree into what stands on a server after its installation. */
export async function removeDraft(directory: string): Promise<void> {
  await rm(join(directory, DRAFT));
}
