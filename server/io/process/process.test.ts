import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runCommand } from "./command.ts";
import { identify, isAlive, type ProcessIdentity } from "./identity.ts";
import { killMarked } from "./kill.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "superviseur-process-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const run = (script: string, timeoutMs = 20_000) => {
  const lines: string[] = [];
  const result = runCommand(["sh", "-c", script], {
    cwd: directory,
    environment: {},
    timeoutMs,
    onLine: (_, text) => lines.push(text),
  });
  return result.then((ended) => ({ ...ended, lines }));
};
const written = async (name: string): Promise<ProcessIdentity> => {
  const file = join(directory, name);
  await vi.waitFor(() => expect(existsSync(file) && readFileSync(file, "utf8").trim()).toBeTruthy(), {
    timeout: 5_000,
    interval: 5,
  });
  const pid = Number(readFileSync(file, "utf8"));
  return identify(pid) ?? { pid, startTime: "gone" };
};

it("a command's output and end are reported", async () => {
  expect(await run("echo one; echo two >&2; exit 3")).toMatchObject({
    exitCode: 3,
    timedOut: false,
    lines: expect.arrayContaining(["one", "two"]),
  });
});

it("a command that hangs is ended with all that it started", async () => {
  const result = await run("sleep 1000 & echo $! > child; wait", 300);
  expect(result).toMatchObject({ exitCode: null, signal: "SIGKILL", timedOut: true });
  expect(isAlive(await written("child"))).toBe(false);
});

it("a process that a command leaves behind, in a session of its own and holding its pipes, is not waited for, and is found by its mark", async () => {
  const name = `test-${process.pid}-${Math.random()}`;
  const begin = performance.now();
  await run(`SUPERVISEUR_RUN=${name} setsid sh -c 'echo $$ > left; echo alive; exec sleep 1000' & sleep 0.2`);
  expect(performance.now() - begin).toBeLessThan(10_000);
  const left = await written("left");
  expect(isAlive(left)).toBe(true);
  expect(await killMarked(`SUPERVISEUR_RUN=${name}`)).toBe(1);
  expect(isAlive(left)).toBe(false);
  expect(await killMarked(`SUPERVISEUR_RUN=${name}`)).toBe(0);
});

it("only what carries exactly this mark is killed", async () => {
  const other = spawn("sleep", ["1000"], { env: { ...process.env, SUPERVISEUR_RUN: "other-run" } });
  await new Promise((resolve) => other.once("spawn", resolve));
  expect(await killMarked("SUPERVISEUR_RUN=other")).toBe(0);
  expect(await killMarked("SUPERVISEUR_RUN=other-run")).toBe(1);
});

describe("a process that is killed is gone when the kernel has closed what it held", () => {
  /** Its threads end one after the other, and its memory takes the kernel a while: its files are closed last. */
  const HOLDS = `
    const memory = Buffer.alloc(200_000_000, 1);
    const server = require("node:net").createServer().listen(0, "127.0.0.1", () => console.log(server.address().port, memory.length));
  `;
  const holder = async (mark: string): Promise<{ identity: ProcessIdentity; port: number }> => {
    const child = spawn(process.execPath, ["-e", HOLDS], {
      env: { ...process.env, SUPERVISEUR_RUN: mark },
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [line] = await once(child.stdout, "data");
    return {
      identity: identify(child.pid ?? 0) ?? { pid: 0, startTime: "gone" },
      port: Number.parseInt(String(line), 10),
    };
  };
  const answers = (port: number): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1").once("error", () => resolve(false));
      socket.once("connect", () => resolve(socket.destroy().destroyed));
    });
  const mark = `test-${process.pid}-${Math.random()}`;

  it.each([1, 2, 3, 4, 5, 6])("as isAlive reports (%i)", async () => {
    const { identity, port } = await holder(mark);
    expect(await answers(port)).toBe(true);
    process.kill(identity.pid, "SIGKILL");
    while (isAlive(identity));
    expect(await answers(port)).toBe(false);
  });

  it.each([1, 2, 3, 4, 5, 6])("as killMarked promises (%i)", async () => {
    const { port } = await holder(mark);
    expect(await killMarked(`SUPERVISEUR_RUN=${mark}`)).toBe(1);
    expect(await answers(port)).toBe(false);
  });
});
