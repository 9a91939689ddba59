/** The installed platform as the command line sees it: looked at, never changed, whether its server runs or not. */
import { basename, resolve } from "node:path";
import { compareVersions } from "../../shared/version.ts";
import { type InstalledPlatform, judgeRelease } from "../archive/judge.ts";
import { type ArchiveVerdict, readArchive } from "../archive/read.ts";
import { type Composition, type CompositionOptions, compose, trustStoreOf } from "../compose.ts";
import { readInstalled } from "../intake/installed.ts";
import { exists } from "../io/atomic-file.ts";
import { openJournal } from "../journal/journal.ts";
import { stateLayout } from "../platform/layout.ts";
import { openPlatform } from "../platform/platform.ts";
import { loadPlatformFile, type PlatformConfig } from "../platform/platform-file.ts";
import { withArchive } from "./archive-file.ts";
import { UsageProblem } from "./problem.ts";
import type { Shell } from "./shell.ts";

const DEFAULT_PLATFORM_FILE = "superviseur.yaml";

/** The requested platform file, or the one in the current folder. */
export async function platformGiven({ t }: Shell, file: string | undefined): Promise<string> {
  if (file !== undefined) return resolve(file);
  const here = resolve(DEFAULT_PLATFORM_FILE);
  if (await exists(here)) return here;
  throw new UsageProblem(t("cli.verify.noPlatform", { file: here }), t("cli.verify.noPlatformAction"));
}

/**
 * Hands out what acts on a platform's runs, and closes it afterwards. A platform without a journal has never been started, and gets none here.
 * @throws UsageProblem without a journal
 */
export async function withComposition<T>(
  { t }: Shell,
  options: CompositionOptions,
  work: (composition: Composition) => Promise<T>,
): Promise<T> {
  const { journal } = stateLayout(options.config.state);
  if (!(await exists(journal)))
    throw new UsageProblem(
      t("cli.unreadable.title", { file: journal, reason: "ENOENT" }),
      t("cli.unreadable.action"),
    );
  const stack = new AsyncDisposableStack();
  try {
    return await work(compose(options, stack));
  } finally {
    await stack.disposeAsync();
  }
}

/** A server learns the live release's floor when it starts; this one may not have started since. */
async function floorAt(config: PlatformConfig, known: string | null): Promise<string | null> {
  const { releases } = openPlatform(config);
  const { floor = null } = await releases.manifest(await releases.current());
  return floor !== null && (known === null || compareVersions(floor, known) > 0) ? floor : known;
}

/** Hands the installed platform to `judge` while its journal is open. */
async function withInstalled(
  config: PlatformConfig,
  releaseFloor: string | null,
  judge: (installed: InstalledPlatform) => void,
): Promise<void> {
  const { journal: file } = stateLayout(config.state);
  // A platform that never started has no journal, and gets none from being looked at.
  const journal = (await exists(file)) ? openJournal(file) : null;
  try {
    const runs = journal ?? { states: () => [] };
    judge(await readInstalled(openPlatform(config), runs, await floorAt(config, releaseFloor)));
  } finally {
    journal?.close();
  }
}

/**
 * Reads the whole archive as that platform's server would, now; nothing is learned from it.
 * @throws CodedError, the server's refusal
 */
export async function judgeAt(shell: Shell, file: string, platformFile: string): Promise<ArchiveVerdict> {
  const config = loadPlatformFile(platformFile);
  const store = trustStoreOf(stateLayout(config.state));
  const [trust, releaseFloor] = [await store.load(), await store.releaseFloor()];
  return await withArchive(shell, file, (source) =>
    readArchive(source, {
      trust,
      now: Date.now(),
      staging: null,
      judge: (manifest, summary) =>
        withInstalled(config, releaseFloor, (installed) =>
          judgeRelease(manifest, summary, basename(file), installed),
        ),
    }),
  );
}
