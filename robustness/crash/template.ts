/** A platform with a run that an administrator has agreed to, made once and copied for each case. */

import { randomBytes } from "node:crypto";
import { appendFile, cp, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { listTree } from "../../server/io/tree.ts";
import { openJournal } from "../../server/journal/journal.ts";
import { disksOf } from "../../server/platform/disks.ts";
import { stateLayout } from "../../server/platform/layout.ts";
import { openPlatform, type Platform } from "../../server/platform/platform.ts";
import { loadPlatformFile } from "../../server/platform/platform-file.ts";
import { RESTORE_POINT_SEAL } from "../../server/platform/restore-point.ts";
import { createRevert } from "../../server/revert/revert.ts";
import { sqliteFile } from "../../server/testing/sqlite-file.ts";
import {
  amplyEquipped,
  manifestOf,
  type TinyPlatform,
  tinyPlatform,
} from "../../server/testing/tiny-platform.ts";
import { type RunEvent, type RunId, runEventSchema, runIdSchema } from "../../shared/journal.ts";
import type { RunKind } from "../../shared/steps.ts";
import { NEW, OLD, type Scenario } from "./scenarios.ts";
import { SERVICE_UNDER_TEST } from "./service-under-test.ts";

export interface Template {
  readonly directory: string;
  readonly kind: RunKind;
  /** Where it was made: some of its files name others by their absolute paths. */
  readonly madeAt: string;
  /** The run that is to begin. */
  readonly runId: RunId;
  /** All the journal holds, of that run and of those before. */
  readonly records: readonly { readonly runId: RunId; readonly event: RunEvent }[];
  /** What the new release holds: path → sha256. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** Visits that the old version knows, enough that a restore takes more than one page. */
const VISITS = 400;

async function furnish(tiny: TinyPlatform): Promise<void> {
  const { config, root } = tiny.platform;
  await tiny.platform.services.stop("web");
  await writeFile(join(root.release(OLD), "service.mjs"), SERVICE_UNDER_TEST);
  const database = new DatabaseSync(sqliteFile(config));
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

/** Days of work with the new version, then the wish to go back. */
async function wishBack({ platform, journal }: TinyPlatform, update: RunId): Promise<RunId> {
  await platform.services.stop("web");
  const database = new DatabaseSync(sqliteFile(platform.config));
  database.exec(
    "INSERT INTO visit (id, patient, note) VALUES (2000, 'seen since', 'new'); UPDATE visit SET note = 'changed' WHERE id = 7",
  );
  database.close();
  const [data = ""] = platform.config.dataDirectories;
  await appendFile(join(data, "letter.txt"), ", and written on since");
  await writeFile(join(data, "new.txt"), "a letter of the new version\n");
  const returning = createRevert({
    platform,
    journal,
    instruments: amplyEquipped,
    clock: Date.now,
    launch: async () => {},
  });
  const losses = { tables: [], files: { added: 1, changed: 1, deleted: 0 } };
  return (await returning.start({ id: "1", name: "Admin" }, { run: update, losses })).id;
}

export async function makeTemplate(
  directory: string,
  { files, manifest, kind }: Scenario,
): Promise<Template> {
  const tiny = await tinyPlatform();
  try {
    await furnish(tiny);
    const context = await tiny.stageForRunner(
      manifestOf(NEW, { ...manifest, order: Object.keys(files) }),
      files,
    );
    if (kind === "revert") await tiny.run(context);
    const runId = kind === "revert" ? await wishBack(tiny, context.runId) : context.runId;
    const records = tiny.journal.after(0, 10_000).map(({ runId: of, event }) => ({ runId: of, event }));
    await cp(tiny.directory, directory, {
      recursive: true,
      verbatimSymlinks: true,
      preserveTimestamps: true,
    });
    const hashes = Object.fromEntries(context.archive.files.map(({ path, sha256 }) => [path, sha256]));
    return { directory, kind, madeAt: tiny.directory, runId, records, hashes };
  } finally {
    await tiny.close();
  }
}

/** The copy is on other disks than the original. */
async function moveSeals(platform: Platform): Promise<void> {
  const { restorePoints } = platform.state;
  for (const name of await readdir(restorePoints).catch(() => [])) {
    const seal = join(restorePoints, name, RESTORE_POINT_SEAL);
    const point = JSON.parse(await readFile(seal, "utf8"));
    await writeFile(seal, JSON.stringify({ ...point, disks: await disksOf(platform.config) }));
  }
}

/** Files that name runs or absolute paths. */
const TEXTS = /\.(?:json|jsonl)$/;
const JOURNAL = /^journal\.sqlite/;

/**
 * Copies it to `directory`, which may exist, and gives its runs names of their own: the processes of a run are known by its name.
 * @returns the name of the run that is to begin
 */
export async function copyTemplate(template: Template, directory: string): Promise<RunId> {
  const [tiny, state] = [join(directory, "tiny"), join(directory, "state")];
  for (const folder of [tiny, state]) await mkdir(folder, { recursive: true });
  for (const [name, folder] of [
    ["tiny", tiny],
    ["state", state],
  ] as const)
    for (const entry of await readdir(join(template.directory, name)))
      if (name === "tiny" || !JOURNAL.test(entry))
        await cp(join(template.directory, name, entry), join(folder, entry), {
          recursive: true,
          verbatimSymlinks: true,
          preserveTimestamps: true,
        });
  const names = new Map(
    [...new Set(template.records.map(({ runId }) => runId))].map((runId) => [
      runId,
      runIdSchema.parse(runId.slice(0, -6) + randomBytes(3).toString("hex")),
    ]),
  );
  const renamed = (text: string): string =>
    [...names, [template.madeAt, directory] as const].reduce(
      (all, [old, own]) => all.replaceAll(old, own),
      text,
    );

  for (const places of [join(tiny, "staging"), join(state, "backups"), join(state, "restore-points")])
    for (const name of await readdir(places).catch(() => []))
      if (renamed(name) !== name) await rename(join(places, name), join(places, renamed(name)));
  for (const folder of [join(tiny, "staging"), state])
    for (const { path } of await listTree(folder).catch(() => []))
      if (TEXTS.test(path))
        await writeFile(join(folder, path), renamed(await readFile(join(folder, path), "utf8")));

  await moveSeals(openPlatform(loadPlatformFile(join(tiny, "superviseur.yaml"))));

  const journal = openJournal(stateLayout(state).journal);
  for (const { runId, event } of template.records)
    journal.append(
      names.get(runId) ?? runId,
      runEventSchema.parse(JSON.parse(renamed(JSON.stringify(event)))),
    );
  journal.close();
  return names.get(template.runId) ?? template.runId;
}
