/** What people and the writer go through: the real gateway in this process, or the real web process. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { Agent, createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { createGateway } from "../../server/gateway/gateway.ts";
import { systemClock } from "../../server/io/clock.ts";
import { withOurNode } from "../../server/io/process/environment.ts";
import { announceFront } from "../../server/platform/front/embedded/driver.ts";
import type { Platform } from "../../server/platform/platform.ts";
import { ask } from "./writer.ts";

export interface FrontDoor {
  readonly url: string;
  /** Processes that are ours, not the case's. */
  pids(): readonly number[];
  /** After everything died, or the disk forgot. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
};

/** Another machine, as it were: it outlives every reboot. */
export async function openGatewayDoor(platform: Platform): Promise<FrontDoor> {
  const gateway = createGateway({
    maskFile: platform.state.mask,
    upstream: () => platform.services.address("web"),
    status: () => ({ step: null, goesBack: false, expectedEnd: null }),
    config: platform.config,
    clock: systemClock,
    logger: pino({ level: "silent" }),
  });
  const server = createServer((request, response) => {
    // The runner asks here whether a gateway answers at all.
    if (request.url?.startsWith("/superviseur/")) response.end("{}");
    else gateway.handleRequest(request, response);
  });
  const url = `http://127.0.0.1:${await listening(server)}`;
  const reopen = (): Promise<void> => announceFront(platform.state.frontDoor, url);
  await reopen();
  return {
    url,
    pids: () => [],
    reopen,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await gateway.close();
    },
  };
}

const WEB = fileURLToPath(new URL("../../server/index.ts", import.meta.url));
const OPEN_WITHIN_MS = 60_000;

export interface WebDoor extends FrontDoor {
  kill(): Promise<void>;
}

/** As systemd starts it; the port stays the same. It begins by recovering. */
export async function openWebDoor(platform: Platform, directory: string): Promise<WebDoor> {
  const free = createServer();
  const port = await listening(free);
  await new Promise<void>((resolve) => free.close(() => resolve()));
  const url = `http://127.0.0.1:${port}`;
  const agent = new Agent();
  let child: ChildProcess | null = null;
  let exited = Promise.resolve();

  const isOpen = (): Promise<boolean> =>
    ask(agent, `${url}/superviseur/api/public`, "GET").then(
      ({ status }) => status === 200,
      () => false,
    );
  const log = join(directory, "web.log");
  /** Its last word when it starts, after the port is open: until then it writes to its own folder. */
  const hasStarted = (pid: number | undefined): boolean =>
    readFileSync(log, "utf8")
      .split("\n")
      .some((line) => line.includes(`"pid":${pid},`) && line.includes('"msg":"listening"'));
  const reopen = async (): Promise<void> => {
    const output = openSync(log, "a");
    const parameters = [
      "--disable-warning=ExperimentalWarning",
      WEB,
      "--platform",
      platform.config.file,
      "--port",
      String(port),
    ];
    const started = spawn(process.execPath, parameters, {
      cwd: directory,
      detached: true,
      stdio: ["ignore", output, output],
      env: withOurNode(process.env),
    });
    closeSync(output);
    child = started;
    exited = new Promise((resolve) => started.once("exit", () => resolve()));
    const deadline = performance.now() + OPEN_WITHIN_MS;
    while (!((await isOpen()) && hasStarted(started.pid))) {
      if (started.exitCode !== null || performance.now() > deadline)
        throw new Error("the web process does not open its port: see web.log");
      await delay(20);
    }
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child?.kill(signal);
    await exited;
  };
  await reopen();
  return {
    url,
    pids: () => (child?.pid === undefined ? [] : [child.pid]),
    reopen,
    kill: () => end("SIGKILL"),
    async close() {
      await end("SIGTERM");
      agent.destroy();
    },
  };
}
