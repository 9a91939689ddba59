/** A whole platform in a temporary folder, small enough for a unit test: one service, one table, one data file; and a gateway address without a listener. */

import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { reportOf } from "../../shared/errors.ts";
import { type RunId, runIdSchema } from "../../shared/journal.ts";
import { DEFAULT_REQUIREMENTS, type ReleaseManifest, releaseManifestSchema } from "../../shared/manifest.ts";
import type { ArchiveVerdict } from "../archive/read.ts";
import { saveStaged } from "../archive/staged.ts";
import { openJournal } from "../journal/journal.ts";
import { Reporter } from "../journal/reporter.ts";
import { openRunLog } from "../journal/run-log.ts";
import type { Step, StepContext } from "../pipeline/context.ts";
import { loadStepContext } from "../pipeline/load-step-context.ts";
import { decide } from "../pipeline/recover.ts";
import { PIPELINES } from "../pipeline/rows.ts";
import { executeRun } from "../pipeline/run.ts";
import { survey } from "../planning/survey.ts";
import type { Instruments } from "../platform/measure.ts";
import { openPlatform } from "../platform/platform.ts";
import { loadPlatformFile } from "../platform/platform-file.ts";
import { startCurrent } from "../platform/services/live-services.ts";
import { readServiceRecord, type ServiceRecord } from "../platform/services/process/driver.ts";
import { sqliteFile } from "./sqlite-file.ts";

const SERVICE = `
import { createServer } from "node:http";
import { DatabaseSync } from "node:sqlite";
const database = new DatabaseSync(process.env.DATABASE);
if (process.env.WRITES_AT_START) database.exec("INSERT INTO visit (patient) VALUES ('written by the new version')");
const server = createServer((request, response) => {
  const rows = database.prepare("SELECT COUNT(*) AS n FROM visit").get().n;
  const sick = process.env.SICK === "1";
  response.writeHead(sick ? 503 : 200).end(JSON.stringify({ version: process.env.VERSION, rows }));
});
server.listen(Number(process.env.PORT), "127.0.0.1");
process.on("SIGTERM", () => server.close(() => { database.close(); process.exit(0); }) && server.closeIdleConnections());
`;

const OLD = "1.0.0";
export const NEW = "1.1.0";

/** Files of the new release by path. */
export type Files = Readonly<Record<string, string>>;

export const goodMigration: Files = {
  "migrations/001-notes.sql":
    "ALTER TABLE visit ADD COLUMN note TEXT NOT NULL DEFAULT 'none'; UPDATE visit SET note = patient || '!';",
};

const service = (environment: Record<string, string> = {}) => ({
  name: "web",
  command: ["node", "service.mjs"],
  role: "front",
  environment,
});

export function manifestOf(
  version: string,
  overrides: Record<string, unknown> = {},
  files: Files = {},
): ReleaseManifest {
  return releaseManifestSchema.parse({
    kind: "release",
    prefix: "tiny",
    version,
    channel: "stable",
    publishedAt: "2026-11-01T00:00:00Z",
    minFrom: OLD,
    order: ["service.mjs", ...Object.keys(files)],
    interruption: "required",
    requirements: { ...DEFAULT_REQUIREMENTS, platform: OLD },
    services: [service()],
    probes: [{ name: "accueil", path: "/", contains: "{version}" }],
    migrations: Object.keys(files)
      .filter((path) => path.endsWith(".sql"))
      .map((file) => ({ id: file.slice(11, -4), engine: "sql", file, description: { fr: "m", en: "m" } })),
    ...overrides,
  });
}
export const sickService = { services: [service({ SICK: "1" })] };
export const writingService = { services: [service({ WRITES_AT_START: "1" })] };

const GIB = 1024 ** 3;
export const amplyEquipped: Instruments = {
  machine: () => ({ cores: 16, memory: 32 * GIB }),
  fileSystem: async () => ({
    mountPoint: "/",
    device: 1,
    free: 800 * GIB,
    total: 1000 * GIB,
    freeInodes: null,
  }),
};

type StagedContext = StepContext & { readonly archive: ArchiveVerdict };

// Over 80 lines because its helpers share one opened platform, journal and log.
export async function tinyPlatform({ running = true } = {}) {
  const directory = await mkdtemp(join(tmpdir(), "superviseur-tiny-"));
  const root = join(directory, "tiny");
  const put = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  };
  await put(join(root, "releases", OLD, "service.mjs"), SERVICE);
  await put(join(root, "releases", OLD, ".superviseur", "manifest.json"), JSON.stringify(manifestOf(OLD)));
  await symlink(join("releases", OLD), join(root, "current"));
  await put(join(root, "data", "files", "letter.txt"), "Cher confrère");
  const seed = new DatabaseSync(join(root, "data", "tiny.sqlite"));
  seed.exec(
    "PRAGMA journal_mode = WAL; CREATE TABLE visit (id INTEGER PRIMARY KEY, patient TEXT NOT NULL); INSERT INTO visit (patient) VALUES ('Ada'), ('Blaise'), ('Cléo')",
  );
  seed.close();
  await put(
    join(root, "superviseur.yaml"),
    `name: Tiny\nprefix: tiny\nroot: .\nstate: ../state\nlisten: {port: 0}\nsupport: {name: S, phone: "1", email: s@example.org}\ndatabase: {engine: sqlite, file: data/tiny.sqlite}\ndata: [data/files]\n`,
  );
  const platform = openPlatform(loadPlatformFile(join(root, "superviseur.yaml")));
  await mkdir(platform.config.state, { recursive: true });
  const journal = openJournal(platform.state.journal);
  const log = openRunLog(platform.state.log);
  if (running) await startCurrent(platform);

  return {
    directory,
    platform,
    journal,
    log,
    /** Rows of the live database, and its columns: what must be the same after a rollback. */
    rows(): unknown[] {
      const database = new DatabaseSync(sqliteFile(platform.config), { readOnly: true });
      try {
        return database.prepare("SELECT * FROM visit ORDER BY id").all();
      } finally {
        database.close();
      }
    },
    /** The record of the service, as the driver keeps it; null when it was stopped. */
    service: (): ServiceRecord | null => readServiceRecord(platform.state.services, "web"),
    async answer(): Promise<{ version: string; rows: number }> {
      const address = await platform.services.address("web");
      const response = await fetch(`http://127.0.0.1:${address?.port}/`);
      return (await response.json()) as { version: string; rows: number };
    },
    /** Text, mode, owner and modification time (Unix ms) of the one data file. */
    letter: async () => {
      const path = join(root, "data", "files", "letter.txt");
      const { mode, uid, gid, mtimeMs } = await stat(path);
      return {
        text: await readFile(path, "utf8"),
        mode: mode & 0o7777,
        uid,
        gid,
        modifiedAt: Math.round(mtimeMs),
      };
    },

    /** As `stage`, and also writes what a runner process reads back. */
    async stageForRunner(manifest: ReleaseManifest, files: Files = {}): Promise<StagedContext> {
      const context = await this.stage(manifest, files);
      await saveStaged(platform.root.staging(context.runId), context.archive);
      return context;
    },

    /** Stages files as the archive's reader would, and opens, measures, plans and consents a run. */
    async stage(
      manifest: ReleaseManifest,
      files: Files = {},
      instruments: Instruments = amplyEquipped,
    ): Promise<StagedContext> {
      const runId: RunId = runIdSchema.parse(
        `20261121-031200-${Math.floor(Math.random() * 0xffffff)
          .toString(16)
          .padStart(6, "0")}`,
      );
      const staging = platform.root.staging(runId);
      const contents: Files = { "service.mjs": SERVICE, ...files };
      const staged = [];
      for (const [index, [path, text]] of Object.entries(contents).entries()) {
        const name = join(staging, String(index).padStart(6, "0"));
        await put(name, text);
        await chmod(name, 0o600);
        staged.push({
          path,
          staged: name,
          length: Buffer.byteLength(text),
          sha256: createHash("sha256").update(text).digest("hex"),
          mode: 0o644,
        });
      }
      const payloadBytes = staged.reduce((sum, file) => sum + file.length, 0);
      const archive: ArchiveVerdict = {
        manifest,
        summary: {
          prefix: "tiny",
          version: manifest.version,
          kind: manifest.kind,
          channel: "stable",
          publishedAt: manifest.publishedAt,
          expires: "2027-11-01T00:00:00Z",
          contentId: "0".repeat(64),
          payloadBytes,
          payloadFiles: staged.length,
          signedBy: ["k"],
          threshold: 1,
          hasNotice: false,
          hasNotes: false,
        },
        sha256: "0".repeat(64),
        bytes: payloadBytes,
        files: staged,
      };
      const by = { id: "1", name: "Admin" };
      const { plan, checks } = await survey(
        platform,
        manifest,
        { payload: payloadBytes, staged: 0 },
        {},
        instruments,
      );
      journal.append(runId, {
        type: "run:opened",
        by,
        fileName: `tiny.maj.${manifest.version}.tgz`,
        fileSize: payloadBytes,
        from: plan.from,
      });
      journal.append(runId, { type: "archive:identified", archive: archive.summary });
      journal.append(runId, { type: "run:measured", checks });
      journal.append(runId, { type: "run:planned", plan });
      journal.append(runId, {
        type: "run:consented",
        consent: { by, noticeSha256: null, informationSha256: "0".repeat(64), warningsAccepted: [] },
      });
      return {
        runId,
        platform,
        archive,
        instruments,
        from: plan.from,
        target: {
          version: manifest.version,
          release: manifest.kind === "release" ? manifest.version : plan.from,
          manifest: manifest.kind === "release" ? manifest : await platform.releases.manifest(plan.from),
        },
        signal: new AbortController().signal,
        runs: () => journal.runIds(100),
        before: await platform.releases.manifest(plan.from),
        report: new Reporter(log, runId, Date.now, "fr"),
        clock: Date.now,
        warn: (step, error) =>
          void journal.append(runId, { type: "run:warned", step, error: reportOf(error) }),
        state: () => journal.requireState(runId),
      };
    },

    /** What a runner process works with, for a run that is in the journal. */
    contextOf(runId: RunId, instruments: Instruments = amplyEquipped): Promise<StepContext> {
      return loadStepContext({
        runId,
        platform,
        instruments,
        signal: new AbortController().signal,
        report: new Reporter(log, runId, Date.now, "fr"),
        clock: Date.now,
        runs: () => journal.states({ limit: 100 }).map(({ id }) => id),
        warn: (step, error) =>
          void journal.append(runId, { type: "run:warned", step, error: reportOf(error) }),
        state: () => journal.requireState(runId),
      });
    },

    /** What a runner process does, in this process. */
    async run(context: StepContext, pipeline?: readonly Step[]) {
      const state = context.state();
      const decided = decide(state);
      if (decided === null || decided.decision === "give-up" || decided.decision === "accept")
        throw new Error(`nothing to run: ${decided?.reason}`);
      journal.append(context.runId, {
        type: "runner:started",
        pid: process.pid,
        attempt: state.attempts + 1,
        ...decided,
      });
      const abort = new AbortController();
      const pipelines = pipeline ? { update: pipeline, revert: pipeline } : PIPELINES;
      await executeRun(
        { journal, context: { ...context, signal: abort.signal }, abort, pipelines },
        decided.decision,
      );
      context.report.flush();
      return context.state();
    },

    async close(): Promise<void> {
      await platform.services.stop("web");
      log.close();
      journal.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
export type TinyPlatform = Awaited<ReturnType<typeof tinyPlatform>>;
