/** What the measures work on, made once and kept between runs in the system's folder for temporary files. */
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROJECT } from "../scripts/run-command.ts";
import { exists } from "../server/io/atomic-file.ts";
import { createKeyRing, type KeyRing, loadKeyRing } from "../server/vendor/keys.ts";
import { archiveName } from "../shared/version.ts";
import { PREFIX, packBeginning, packFolder, packGenerated, VERSION } from "./archives.ts";
import { say } from "./measure.ts";
import { run } from "./run.ts";
import { applicationTree, largeTree, type TreeFile } from "./tree.ts";

/** Raised when the generator makes something else. */
const GENERATION = "1";
const MIB = 1024 * 1024;
const WRONG_BYTES = 4 * 1024 ** 3;

export interface Fixtures {
  readonly folder: string;
  /** For what one run of the bench writes; on the same disk, empty at first. */
  readonly scratch: string;
  /** The root to install on the server. */
  readonly trustRoot: string;
  readonly archive: string;
  /** Unpacked to `mib`. */
  large(mib: number): Promise<string>;
  /** Four gigabytes each, meant for another platform. */
  stranger(): Promise<string>;
  otherPlatform(): Promise<string>;
}

/** @throws Error when the disk is too full */
export async function requireSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < bytes)
    throw new Error(
      `${folder} has ${Math.floor((bavail * bsize) / MIB)} MiB free, ${Math.ceil(bytes / MIB)} MiB are needed.`,
    );
}

export async function prepareFixtures(size: number): Promise<Fixtures> {
  const folder = join(tmpdir(), `superviseur-bench-${size}`);
  const marker = join(folder, "complete");
  const made = await readFile(marker, "utf8").catch(() => null);
  if (made !== GENERATION) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await requireSpace(folder, 2 * size * MIB);
    say(`making a tree of ${size} MiB and its archive, once: ${folder}`);
    const keys = await createKeyRing(join(folder, "keys"), { now: Date.now() });
    await packFolder({ files: applicationTree(size), keys, out: folder }, join(folder, "tree"));
    await writeFile(marker, GENERATION);
  }
  const scratch = join(folder, "scratch");
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch);
  const keys = await loadKeyRing(join(folder, "keys"));
  /** Each archive in its own folder: they have the same name. */
  const once = async (name: string, make: (out: string) => Promise<string>): Promise<string> => {
    const out = join(folder, name);
    const file = join(out, archiveName(PREFIX, VERSION));
    const done = join(out, "complete");
    if (await exists(done)) return file;
    await rm(out, { recursive: true, force: true });
    say(`making the archive "${name}", once`);
    await make(out);
    await writeFile(done, GENERATION);
    return file;
  };
  return {
    folder,
    scratch,
    trustRoot: join(folder, "keys", "root.json"),
    archive: join(folder, archiveName(PREFIX, VERSION)),
    large: (mib) => once(`large-${mib}`, (out) => packGenerated({ files: largeTree(mib), keys, out })),
    stranger: () =>
      once("stranger", async (out) =>
        packBeginning(PREFIX, { files: FEW_LARGE, keys: await strangersKeys(out), out }, WRONG_BYTES),
      ),
    otherPlatform: () =>
      once("other-platform", (out) => packBeginning("gts", { files: FEW_LARGE, keys, out }, WRONG_BYTES)),
  };
}

/** Noise, half a gibibyte each: an archive as large as what it unpacks to. */
const FEW_LARGE: readonly TreeFile[] = Array.from({ length: 8 }, (_, index) => ({
  path: `vendor/part-${index}.bin`,
  size: 512 * MIB,
  kind: "noise",
}));

const strangersKeys = async (out: string): Promise<KeyRing> =>
  await createKeyRing(join(out, "keys"), { now: Date.now() });

/** The pages come from the built client. */
export async function requireClient(): Promise<void> {
  if (existsSync(join(PROJECT, "dist", "client", "index.html"))) return;
  say("building the client, once");
  await run(["vite", "build", "--logLevel", "error"]);
}
