/** The release trees: `releases/<version>/` holds what is that version's own, and links to what it shares with others. */
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writePdf } from "./write-pdf.ts";

const RELEASES = fileURLToPath(new URL("./releases/", import.meta.url));
/** Source of `notice.pdf`. */
const NOTICE = "notice.txt";

/** Writes the whole source tree of a version to `outDirectory`, links replaced by what they point to, the notice made a PDF. */
export async function assembleRelease(version: string, outDirectory: string): Promise<void> {
  await cp(join(RELEASES, version), outDirectory, { recursive: true, dereference: true });
  const notice = await readFile(join(outDirectory, NOTICE), "utf8").catch(() => null);
  if (notice === null) return;
  await writeFile(join(outDirectory, "notice.pdf"), await writePdf(notice));
  await rm(join(outDirectory, NOTICE));
}
