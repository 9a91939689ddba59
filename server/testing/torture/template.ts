/** A platform with an archive staged and consented, made once and copied for each case. */
import { cp, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { RunId } from "../../../shared/journal.ts";
import { loadStaged, saveStaged } from "../../archive/staged.ts";
import { manifestOf, type TinyPlatform, tinyPlatform } from "../tiny-platform.ts";
import { NEW, OLD, SCENARIOS, type Scenario, type ScenarioName } from "./scenarios.ts";
import { TORTURE_SERVICE } from "./torture-service.ts";

export interface Template {
  readonly directory: string;
  readonly runId: RunId;
  /** What the archive holds: path → sha256. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** Visits that the old version knows, enough that a restore takes more than one page. */
const VISITS = 400;

async function furnish(tiny: TinyPlatform): Promise<void> {
  const { config, root } = tiny.platform;
  await tiny.platform.services.stop("web");
  await writeFile(join(root.release(OLD), "service.mjs"), TORTURE_SERVICE);
  const database = new DatabaseSync(config.database.file);
  database.exec("CREATE TABLE written (id TEXT PRIMARY KEY)");
  const insert = database.prepare("INSERT INTO visit (patient) VALUES (?)");
  for (let visit = 4; visit <= VISITS; visit++) insert.run(`patient ${visit}`);
  database.close();
  const [data = ""] = config.dataDirectories;
  await mkdir(join(data, "2026", "11"), { recursive: true });
  await writeFile(join(data, "old.txt"), "older letters\n");
  await writeFile(join(data, "2026", "11", "scan.bin"), Buffer.alloc(30_000, 7));
  await writeFile(join(data, "written.log"), "");
}

export async function makeTemplate(directory: string, name: ScenarioName): Promise<Template> {
  const { files, manifest }: Scenario = SCENARIOS[name];
  const tiny = await tinyPlatform();
  try {
    await furnish(tiny);
    const context = await tiny.stageForRunner(manifestOf(NEW, { ...manifest, order: Object.keys(files) }), files);
    await cp(tiny.directory, directory, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    const hashes = Object.fromEntries(context.archive.files.map(({ path, sha256 }) => [path, sha256]));
    return { directory, runId: context.runId, hashes };
  } finally {
    await tiny.close();
  }
}

/** The staged archive names its files by their absolute paths. */
export async function copyTemplate(template: Template, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const name of await readdir(template.directory))
    await cp(join(template.directory, name), join(directory, name), { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  const staging = join(directory, "tiny", "staging", template.runId);
  const verdict = await loadStaged(staging);
  await saveStaged(staging, {
    ...verdict,
    files: verdict.files.map((file) => ({ ...file, staged: join(staging, file.staged.slice(file.staged.lastIndexOf("/") + 1)) })),
  });
}
