import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type CommandResult, runCommand } from "../../io/process/command.ts";
import { callsIn, fakeProgram } from "./fake-programs.ts";

let folder: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "superviseur-fakes-"));
  said = [];
  vi.stubEnv("PATH", `${folder}:${process.env.PATH}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** As a driver would run it. */
const run = (command: readonly string[], timeoutMs = 60_000, signal?: AbortSignal): Promise<CommandResult> =>
  runCommand(command, {
    cwd: folder,
    environment: {},
    timeoutMs,
    onLine: (source, text) => said.push(`${source} ${text}`),
    ...(signal ? { signal } : {}),
  });

it("systemctl says that it started a unit, and the unit is failed when it is asked", async () => {
  fakeProgram(folder, "systemctl", [
    { when: "^start app@4\\.7\\.0$" },
    { when: "^show .*app@4\\.7\\.0", stdout: "ActiveState=failed\nResult=exit-code\nMainPID=0\n" },
  ]);
  expect((await run(["systemctl", "start", "app@4.7.0"])).exitCode).toBe(0);
  await run(["systemctl", "show", "-p", "ActiveState", "app@4.7.0"]);
  expect(said).toEqual(["stdout ActiveState=failed", "stdout Result=exit-code", "stdout MainPID=0"]);
  expect((await run(["systemctl", "stop", "app@4.7.0"])).exitCode).toBe(127);
  expect(callsIn(folder).map(({ name, parameters }) => [name, parameters[0]])).toEqual([
    ["systemctl", "start"],
    ["systemctl", "show"],
    ["systemctl", "stop"],
  ]);
});

it("nginx fails its first reload and takes the second", async () => {
  fakeProgram(folder, "nginx", [
    { when: "^-s reload", times: 1, exitCode: 1, stderr: 'nginx: [emerg] unknown directive "x"\n' },
    { when: "^-s reload" },
  ]);
  expect((await run(["nginx", "-s", "reload"])).exitCode).toBe(1);
  expect((await run(["nginx", "-s", "reload"])).exitCode).toBe(0);
  expect(said).toEqual(['stderr nginx: [emerg] unknown directive "x"']);
});

it("pg_dump writes half of its file and fails", async () => {
  const toc = join(folder, "toc.dat");
  fakeProgram(folder, "pg_dump", [
    { writes: { [toc]: "PGDMP" }, exitCode: 1, stderr: "pg_dump: error: server closed the connection\n" },
  ]);
  expect((await run(["pg_dump", "-Fd", "-f", folder, "app"])).exitCode).toBe(1);
  expect(readFileSync(toc, "utf8")).toBe("PGDMP");
});

it("a program that hangs and ignores SIGTERM is recorded before it is killed", async () => {
  fakeProgram(folder, "pg_dump", [{ hangs: true, ignoresTermination: true, stdout: "begun\n" }]);
  const abort = new AbortController();
  const ended = run(["pg_dump", "app"], 60_000, abort.signal);
  await vi.waitFor(() => expect(said).toEqual(["stdout begun"]), { timeout: 30_000 });
  abort.abort();
  expect((await ended).signal).toBe("SIGKILL");
  expect(callsIn(folder)).toEqual([{ name: "pg_dump", parameters: ["app"] }]);
});
