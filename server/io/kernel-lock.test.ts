import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { isLocked, takeLock } from "./kernel-lock.ts";

const MODULE = fileURLToPath(new URL("./kernel-lock.ts", import.meta.url));
let directory: string;
let file: string;
let holder: ChildProcess | null;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "superviseur-lock-"));
  file = join(directory, "lock");
  holder = null;
});
afterEach(() => {
  holder?.kill("SIGKILL");
  rmSync(directory, { recursive: true });
});

/** Another process takes the lock and keeps it for as long as it lives. */
async function heldElsewhere(forMs = 60_000): Promise<ChildProcess> {
  const script = `import { takeLock } from ${JSON.stringify(MODULE)}; console.log(takeLock(${JSON.stringify(file)}) === null ? "refused" : "held"); setTimeout(() => process.kill(process.pid, "SIGKILL"), ${forMs});`;
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", script],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  holder = child;
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  expect(said.toString().trim()).toBe("held");
  return child;
}

it("is held by one process, however often another asks", async () => {
  await heldElsewhere();
  expect([takeLock(file), takeLock(file, 50), isLocked(file)]).toEqual([null, null, true]);
});

it("is dropped by the kernel when its holder is killed", async () => {
  const child = await heldElsewhere();
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
  const lock = takeLock(file);
  expect(lock).not.toBeNull();
  lock?.release();
  expect(isLocked(file)).toBe(false);
});

it("is waited for as long as it is asked to", async () => {
  await heldElsewhere(300);
  const begin = performance.now();
  const lock = takeLock(file, 10_000);
  expect(lock).not.toBeNull();
  expect(performance.now() - begin).toBeLessThan(9_000);
  lock?.release();
});
