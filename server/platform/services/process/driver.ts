/**
 * Services as plain processes that Superviseur starts itself. Each has a record on disk (pid, start time, port, version), so
 * that any of Superviseur's processes, also one just restarted, finds, uses and stops it.
 */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { CodedError } from "../../../../shared/errors.ts";
import type { ServiceSpec } from "../../../../shared/manifest.ts";
import { removeDurably, writeFileDurably } from "../../../io/atomic-file.ts";
import { freePort, LOOPBACK } from "../../../io/free-port.ts";
import { listensOn } from "../../../io/listening.ts";
import { startDaemon } from "../../../io/process/daemon.ts";
import { releaseEnvironment } from "../../../io/process/environment.ts";
import { isAlive } from "../../../io/process/identity.ts";
import { killDaemon, signalGroup } from "../../../io/process/kill.ts";
import type { Mark } from "../../../io/process/mark.ts";
import {
  PROCESS_KILL_TIMEOUT_MS,
  SERVICE_START_TIMEOUT_MS,
  SERVICE_STOP_TIMEOUT_MS,
} from "../../../limits.ts";
import type { Address, Services, StartedService, Stopped } from "../port.ts";

const recordSchema = z.object({
  name: z.string(),
  role: z.enum(["front", "worker"]),
  version: z.string(),
  pid: z.number().int(),
  startTime: z.string(),
  port: z.number().int(),
});
export type ServiceRecord = z.infer<typeof recordSchema>;

export interface ServicesOptions {
  /** `<state>/services`: one record a service. */
  readonly directory: string;
  /** `<state>/logs`: stdout and stderr of each service. */
  readonly logDirectory: string;
  /** DATABASE, DATA: what every service gets in addition to HOST, PORT, RELEASE, VERSION. */
  readonly environment: Readonly<Record<string, string>>;
  /** Chooses the port that a service gets; a test has its own. */
  readonly choosePort?: () => Promise<number>;
}

/** The end of a service's own output, for the run's log: an administrator should not need SSH to read why it does not start. */
const LAST_WORDS_BYTES = 4_000;
function lastWords(logFile: string): string {
  const log = openSync(logFile, "r");
  try {
    const words = Buffer.alloc(LAST_WORDS_BYTES);
    const length = readSync(
      log,
      words,
      0,
      LAST_WORDS_BYTES,
      Math.max(0, fstatSync(log).size - LAST_WORDS_BYTES),
    );
    return words.subarray(0, length).toString("utf8");
  } finally {
    closeSync(log);
  }
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: LOOPBACK, port });
    const answer = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once("connect", () => answer(true)).once("error", () => answer(false));
    socket.setTimeout(1000, () => answer(false));
  });

/** It accepts connections, and it is the process that was started. */
const serves = async ({ pid, port }: ServiceRecord): Promise<boolean> =>
  listensOn(pid, port) && (await accepts(port));
/** Ports that are tried for a service: another program may take one in between. */
const PORT_TRIES = 3;

/** The record of a service, whether it lives or not. `directory`: of the records. */
export function readServiceRecord(directory: string, name: string): ServiceRecord | null {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(join(directory, `${name}.json`), "utf8")));
  } catch {
    return null;
  }
}

const addressOf = ({ port }: ServiceRecord): Address => ({ host: LOOPBACK, port });
const startedOf = (record: ServiceRecord): StartedService => ({
  pid: record.pid,
  address: addressOf(record),
});

export const processServices = (options: ServicesOptions): Services => new ProcessServices(options);

class ProcessServices implements Services {
  readonly keepsAlive = false;
  readonly #options: ServicesOptions;

  constructor(options: ServicesOptions) {
    this.#options = options;
  }

  #mark(name: string): Mark {
    return `SUPERVISEUR_SERVICE=${this.#options.directory}:${name}`;
  }

  #file(name: string): string {
    return join(this.#options.directory, `${name}.json`);
  }

  #record(name: string): ServiceRecord | null {
    return readServiceRecord(this.#options.directory, name);
  }

  async names(): Promise<string[]> {
    const files = await readdir(this.#options.directory).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    });
    const records = files.flatMap((file) =>
      file.endsWith(".json") && !file.startsWith(".") ? (this.#record(file.slice(0, -5)) ?? []) : [],
    );
    return records
      .toSorted((a, b) => Number(b.role === "front") - Number(a.role === "front"))
      .map(({ name }) => name);
  }

  async isRunning(name: string): Promise<boolean> {
    const record = this.#record(name);
    return record !== null && isAlive(record);
  }

  async address(name: string): Promise<Address | null> {
    const record = this.#record(name);
    return record === null ? null : addressOf(record);
  }

  async start(spec: ServiceSpec, version: string, release: string): Promise<StartedService> {
    const before = this.#record(spec.name);
    if (before && isAlive(before) && before.version === version && (await serves(before)))
      return startedOf(before);
    // Also one without a record: the process that started it may have been killed before it wrote one.
    await this.stop(spec.name);
    await mkdir(this.#options.directory, { recursive: true });
    await mkdir(this.#options.logDirectory, { recursive: true });
    for (let tries = 1; ; tries++) {
      const port = await (this.#options.choosePort ?? freePort)();
      const started = await this.#startOn(port, spec, version, release);
      if (started !== null) return startedOf(started);
      if (tries === PORT_TRIES)
        throw new CodedError(
          "SERVICE_START_FAILED",
          { service: spec.name, version },
          new Error(`port ${port} is taken`),
        );
    }
  }

  /** Null when another program has taken the port. */
  async #startOn(
    port: number,
    spec: ServiceSpec,
    version: string,
    release: string,
  ): Promise<ServiceRecord | null> {
    const logFile = join(this.#options.logDirectory, `${spec.name}.log`);
    const failed = (cause: unknown): CodedError =>
      new CodedError("SERVICE_START_FAILED", { service: spec.name, version }, cause);
    const daemon = await startDaemon(spec.command, {
      cwd: release,
      environment: releaseEnvironment({
        ...spec.environment,
        ...this.#options.environment,
        HOST: LOOPBACK,
        PORT: String(port),
        RELEASE: release,
        VERSION: version,
      }),
      mark: this.#mark(spec.name),
      logFile,
    }).catch((error) => {
      throw failed(error);
    });
    const record: ServiceRecord = { name: spec.name, role: spec.role, version, ...daemon.identity, port };
    await writeFileDurably(this.#file(spec.name), JSON.stringify(record));
    const deadline = performance.now() + SERVICE_START_TIMEOUT_MS;
    while (!(await serves(record))) {
      if (!isAlive(record) && (await accepts(port))) return null;
      if (!isAlive(record))
        throw failed(new Error(`the process ended at once; it last printed:\n${lastWords(logFile)}`));
      if (performance.now() > deadline) {
        await this.stop(spec.name);
        throw failed(new Error(`no connection accepted within ${SERVICE_START_TIMEOUT_MS / 1000} s`));
      }
      await delay(50);
    }
    return record;
  }

  /** Sends SIGTERM, waits, then kills the whole process group. */
  async stop(name: string): Promise<Stopped> {
    const record = this.#record(name);
    if (record === null || !isAlive(record)) {
      const strays = await this.#killStrays(name, record, false);
      await removeDurably(this.#file(name));
      return strays > 0 ? "killed" : "was-stopped";
    }
    signalGroup(record.pid, "SIGTERM");
    const graceful = await this.#gone(record, SERVICE_STOP_TIMEOUT_MS);
    // Also after a graceful end: a child of the service could still hold the database.
    signalGroup(record.pid, "SIGKILL");
    await this.#killStrays(name, record, true);
    if (!graceful && !(await this.#gone(record, PROCESS_KILL_TIMEOUT_MS)))
      throw new CodedError("SERVICE_STOP_FAILED", { service: name });
    await removeDurably(this.#file(name));
    return graceful ? "graceful" : "killed";
  }

  async #killStrays(service: string, leader: ServiceRecord | null, led: boolean): Promise<number> {
    return await killDaemon(this.#mark(service), leader, led).catch((error) => {
      throw new CodedError("SERVICE_STOP_FAILED", { service }, error);
    });
  }

  async #gone(record: ServiceRecord, withinMs: number): Promise<boolean> {
    const deadline = performance.now() + withinMs;
    while (isAlive(record)) {
      if (performance.now() > deadline) return false;
      await delay(20);
    }
    return true;
  }
}
