/** For tests: a demo platform in a temporary folder, and its portal as a real process. */
import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { sqliteDatabase } from "../server/platform/database/sqlite/driver.ts";
import { readDraft } from "../server/vendor/pack.ts";
import { assembleRelease } from "./assemble-release.ts";
import { createDemoPlatform } from "./create-platform.ts";

export const TODAY = "2026-11-19";

export interface Portal {
  readonly url: string;
  readonly process: ChildProcess;
  /** Resolves when the process has said a line that contains `text`. */
  said(text: string): Promise<void>;
  /** Asks it to stop; its exit code. */
  stop(): Promise<number | null>;
}

export interface DemoHarness {
  readonly root: string;
  readonly database: string;
  query(sql: string, ...parameters: SQLInputValue[]): Record<string, unknown>[];
  /** The release's folder, assembled when it is not there. */
  release(version: string): Promise<string>;
  /** Runs the release's pending migrations as Superviseur does. `rehearsal`: as on the copy. Throws CodedError MIGRATION_FAILED. */
  migrate(version: string, options?: { rehearsal: boolean }): Promise<string[]>;
  start(version: string): Promise<Portal>;
  remove(): Promise<void>;
}

export async function createHarness(): Promise<DemoHarness> {
  const folder = await mkdtemp(join(tmpdir(), "planidemo-"));
  const root = join(folder, "planidemo");
  const trustRoot = join(folder, "root.json");
  await writeFile(trustRoot, "{}\n");
  await createDemoPlatform({ root, state: join(folder, "superviseur"), port: 8080, trustRoot, today: TODAY });
  const database = join(root, "data", "planidemo.sqlite");
  const data = join(root, "data", "files");
  const portals: Portal[] = [];
  const drafts = new Map<string, string>();

  const release = async (version: string): Promise<string> => {
    const known = drafts.get(version);
    if (known !== undefined) return known;
    const directory = join(folder, "drafts", version);
    await assembleRelease(version, directory);
    drafts.set(version, directory);
    return directory;
  };

  return {
    root,
    database,
    release,
    query(sql, ...parameters) {
      const opened = new DatabaseSync(database, { readOnly: true });
      try {
        return opened.prepare(sql).all(...parameters);
      } finally {
        opened.close();
      }
    },
    async migrate(version, { rehearsal } = { rehearsal: false }) {
      const directory = await release(version);
      const { migrations } = await readDraft(directory);
      const adapter = sqliteDatabase(database);
      const applied = await adapter.appliedMigrations();
      const said: string[] = [];
      const environment = { DATA: data, VERSION: version, ...(rehearsal ? { REHEARSAL: "1" } : {}) };
      for (const migration of migrations.filter((one) => !applied.has(one.id))) {
        await adapter.migrate(migration, {
          release: directory,
          environment,
          onLine: (_, text) => said.push(text),
        });
      }
      return said;
    },
    async start(version) {
      const directory = await release(version);
      const child = spawn(process.execPath, ["portal/server.ts"], {
        cwd: directory,
        env: {
          HOST: "127.0.0.1",
          PORT: "0",
          DATABASE: database,
          DATA: data,
          RELEASE: directory,
          VERSION: version,
        },
        stdio: ["ignore", "pipe", "pipe"],
      });
      const said: string[] = [];
      const lines = new EventEmitter();
      const hear = (line: string): void => {
        said.push(line);
        lines.emit("line");
      };
      createInterface({ input: child.stderr }).on("line", hear);
      const url = await new Promise<string>((resolve, reject) => {
        child.once("exit", (code) => reject(new Error(`the portal ended with ${code}: ${said.join("\n")}`)));
        createInterface({ input: child.stdout }).on("line", (line) => {
          hear(line);
          const address = /listens on (\S+)$/.exec(line)?.[1];
          if (address) resolve(address);
        });
      });
      const portal: Portal = {
        url,
        process: child,
        async said(text) {
          while (!said.some((line) => line.includes(text))) await once(lines, "line");
        },
        async stop() {
          if (child.exitCode === null && child.signalCode === null) {
            const ended = once(child, "close");
            child.kill("SIGTERM");
            await ended;
          }
          return child.exitCode;
        },
      };
      portals.push(portal);
      return portal;
    },
    async remove() {
      for (const portal of portals) await portal.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
