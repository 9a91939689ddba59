import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ServiceSpec } from "../../../../shared/manifest.ts";
import { listensOn } from "../../../io/listening.ts";
import { identify, isAlive, type ProcessIdentity } from "../../../io/process/identity.ts";
import type { Services } from "../port.ts";
import { processServices, readServiceRecord, type ServiceRecord } from "./driver.ts";

let directory: string;
let services: Services;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "superviseur-services-"));
  services = processServices({
    directory: join(directory, "services"),
    logDirectory: join(directory, "logs"),
    environment: {},
  });
});
afterEach(async () => {
  await services.stop("web");
  rmSync(directory, { recursive: true });
});

const LISTENS = `require("node:net").createServer().listen(process.env.PORT, process.env.HOST)`;
const service = (script: string): ServiceSpec => ({
  name: "web",
  command: ["node", "-e", script],
  role: "front",
  environment: {},
});
const record = (): ServiceRecord | null => readServiceRecord(join(directory, "services"), "web");
const start = async (script = LISTENS, version = "1.0.0"): Promise<ServiceRecord> => {
  await services.start(service(script), version, directory);
  const written = record();
  if (written === null) throw new Error("no record");
  return written;
};

it("a service runs on its own port, is not started twice, and is stopped", async () => {
  const started = await start();
  expect([isAlive(started), listensOn(started.pid, started.port), await services.names()]).toEqual([
    true,
    true,
    ["web"],
  ]);
  expect(await start()).toEqual(started);
  expect(await services.stop("web")).toBe("graceful");
  expect([isAlive(started), record(), await services.stop("web")]).toEqual([false, null, "was-stopped"]);
});

it("a service of another version is replaced", async () => {
  const first = await start();
  const second = await start(LISTENS, "2.0.0");
  expect([isAlive(first), isAlive(second), record()?.version]).toEqual([false, true, "2.0.0"]);
});

it("a port that another program has taken in the meantime is left to it, and another is tried", async () => {
  const stranger = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => stranger.once("listening", resolve));
  const address = stranger.address();
  const taken = typeof address === "object" && address !== null ? address.port : 0;
  const free = (await start()).port;
  await services.stop("web");
  const ports = [taken, free];
  services = processServices({
    directory: join(directory, "services"),
    logDirectory: join(directory, "logs"),
    environment: {},
    choosePort: async () => ports.shift() ?? taken,
  });
  const started = await start();
  expect([started.port, isAlive(started), listensOn(started.pid, free)]).toEqual([free, true, true]);
  await services.stop("web");
  await expect(start()).rejects.toMatchObject({ code: "SERVICE_START_FAILED" });
  stranger.close();
});

it("who answers on the port is not enough: it must be the service", async () => {
  const stranger = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => stranger.once("listening", resolve));
  const address = stranger.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const child = spawn("sleep", ["100"], { detached: true });
  expect(listensOn(child.pid ?? 0, port)).toBe(false);
  child.kill("SIGKILL");
  stranger.close();
});

it("a service that was started and never written down is ended before another is started, and when it is stopped", async () => {
  const unwritten = async () => {
    const started = await start();
    rmSync(join(directory, "services", "web.json"));
    return started;
  };
  const first = await unwritten();
  const second = await start();
  await vi.waitFor(() => expect(isAlive(first)).toBe(false));
  expect(isAlive(second)).toBe(true);
  await services.stop("web");
  const third = await unwritten();
  expect(await services.stop("web")).toBe("killed");
  expect(isAlive(third)).toBe(false);
});

it("what a service that crashed leaves in its session is ended, though its environment has been overwritten", async () => {
  const worker = join(directory, "worker.pid");
  // As nginx and php-fpm do, whose title overwrites the environment.
  const forks = `require("node:fs").writeFileSync(${JSON.stringify(worker)}, String(require("node:child_process").spawn("sleep", ["100"], { env: {} }).pid));`;
  const born = async (): Promise<ProcessIdentity> => {
    await start(`${forks} ${LISTENS}`);
    const found = identify(Number(readFileSync(worker, "utf8")));
    if (found === null) throw new Error("no worker");
    return found;
  };
  const first = await born();
  const leader = record();
  process.kill(leader?.pid ?? Number.NaN, "SIGKILL");
  await vi.waitFor(async () => expect(await services.isRunning("web")).toBe(false));
  expect(isAlive(first)).toBe(true);
  const second = await born();
  expect([isAlive(first), isAlive(second)]).toEqual([false, true]);
  await services.stop("web");
  expect(isAlive(second)).toBe(false);
});

it("a process with the same number after a boot is not the service", () => {
  const me = identify(process.pid);
  if (me === null) throw new Error("this process is not found");
  expect(isAlive(me)).toBe(true);
  expect(isAlive({ ...me, startTime: me.startTime.replace(/^[^:]+/, "another-boot") })).toBe(false);
});
