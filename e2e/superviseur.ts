/**
 * One demo platform in a temporary folder with a real Superviseur process in front of it. Each has its own
 * port, database and services, so that specs do not affect each other.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { createDemoPlatform } from "../demo/create-platform.ts";
import { freePort } from "../server/io/free-port.ts";
import { isLocked } from "../server/io/kernel-lock.ts";
import { identify, isAlive } from "../server/io/process/identity.ts";
import { signalGroup } from "../server/io/process/kill.ts";
import { openJournal } from "../server/journal/journal.ts";
import { stateLayout } from "../server/platform/layout.ts";
import { openPlatform } from "../server/platform/platform.ts";
import { loadPlatformFile } from "../server/platform/platform-file.ts";
import { Api, type Credentials } from "./api.ts";
import { trustRoot } from "./places.ts";

const SERVER = fileURLToPath(new URL("../server/index.ts", import.meta.url));
/** From the start of the process to its open port, on a busy two-core machine. */
const START_TIMEOUT_MS = 60_000;
export const ADMIN_PASSWORD = "un mot de passe de nuit";

export class Superviseur {
  readonly folder: string;
  readonly url: string;
  readonly #platformFile: string;
  #process: ChildProcess | null = null;
  #output: string[] = [];
  /** The factory account with the password printed at the first start. */
  factory: Credentials = { name: "", password: "" };

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.url = `http://127.0.0.1:${port}`;
    this.#platformFile = join(folder, "platform", "superviseur.yaml");
  }

  static async start(): Promise<Superviseur> {
    const folder = await mkdtemp(join(tmpdir(), "superviseur-e2e-"));
    const port = await freePort();
    await createDemoPlatform({
      root: join(folder, "platform"),
      state: join(folder, "state"),
      port,
      trustRoot: trustRoot(),
    });
    const superviseur = new Superviseur(folder, port);
    await superviseur.launch();
    return superviseur;
  }

  /** Starts the web process and resolves when its port is open. */
  async launch(): Promise<void> {
    const child = spawn(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", SERVER, "--platform", this.#platformFile],
      {
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, SUPERVISEUR_LOG_LEVEL: "info" },
      },
    );
    this.#process = child;
    let open = false;
    const listening = Promise.withResolvers<void>();
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        this.#output.push(line);
        const said = asJson(line);
        if (said?.firstAccount) this.factory = said.firstAccount as Credentials;
        open ||= said?.msg === "listening";
        // The first password is printed just after the port opens.
        if (open && this.factory.name !== "") listening.resolve();
      });
    }
    child.once("exit", (code, signal) =>
      listening.reject(new Error(`Superviseur ended (${code ?? signal}):\n${this.output()}`)),
    );
    const timer = setTimeout(
      () => listening.reject(new Error(`Superviseur does not listen:\n${this.output()}`)),
      START_TIMEOUT_MS,
    );
    await listening.promise.finally(() => clearTimeout(timer));
  }

  /** The output of the process so far. */
  output(): string {
    return this.#output.join("\n");
  }

  /** Kills the web process at once; a run and the platform's services continue. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, "exit");
  }

  /** The factory account, logged in, its first password changed to ADMIN_PASSWORD. */
  async admin(): Promise<Api> {
    const api = new Api(this.url);
    if (this.#passwordChanged) await api.login({ name: this.factory.name, password: ADMIN_PASSWORD });
    else {
      await api.login(this.factory);
      await api.changePassword(this.factory.password, ADMIN_PASSWORD);
      this.passwordWasChanged();
    }
    return api;
  }
  #passwordChanged = false;
  /** Called by a spec that has changed the password to ADMIN_PASSWORD on the screen. */
  passwordWasChanged(): void {
    this.#passwordChanged = true;
  }

  #databaseFile(): string {
    const { database } = loadPlatformFile(this.#platformFile);
    if (database.engine !== "sqlite") throw new Error("the platform's database is not SQLite");
    return database.file;
  }

  /** Reads the platform's own database. */
  rows(sql: string): Record<string, unknown>[] {
    const database = new DatabaseSync(this.#databaseFile(), {
      readOnly: true,
      timeout: 5_000,
    });
    try {
      return database
        .prepare(sql)
        .all()
        .map((row) => ({ ...row }));
    } finally {
      database.close();
    }
  }

  /** Writes to the platform's database as its users do, while it runs. */
  write(sql: string): void {
    const database = new DatabaseSync(this.#databaseFile(), { timeout: 5_000 });
    try {
      database.exec(sql);
    } finally {
      database.close();
    }
  }

  /**
   * Stops everything that was started here, including a run that a failed spec left behind, and removes every
   * file.
   */
  async stop(): Promise<void> {
    await this.#end("SIGTERM");
    const platform = openPlatform(loadPlatformFile(this.#platformFile));
    if (isLocked(platform.state.runnerLock)) await this.killRunner();
    const manifest = await platform.releases.manifest(await platform.releases.current());
    for (const service of manifest.services) await platform.services.stop(service.name);
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Kills the runner of the last run at once; the web process and the platform's services continue. */
  async killRunner(): Promise<void> {
    const journal = openJournal(stateLayout(loadPlatformFile(this.#platformFile).state).journal);
    const run = journal.states({ limit: 1 })[0];
    const started = run
      ? journal.recordsOf(run.id).findLast(({ event }) => event.type === "runner:started")
      : undefined;
    journal.close();
    if (started?.event.type !== "runner:started") return;
    const identity = identify(started.event.pid);
    signalGroup(started.event.pid, "SIGKILL");
    while (identity !== null && isAlive(identity)) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function asJson(line: string): { msg?: unknown; firstAccount?: unknown } | null {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
