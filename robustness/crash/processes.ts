/** Every process of one case, found by the case's folder: in its command, its environment or its working directory. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { identify, isAlive, type ProcessIdentity } from "../../server/io/process/identity.ts";

export interface Found extends ProcessIdentity {
  readonly command: string;
}

const quietly = (read: () => string): string => {
  try {
    return read();
  } catch {
    return "";
  }
};

export function processesOf(directory: string): Found[] {
  const found: Found[] = [];
  for (const pid of readdirSync("/proc")) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    const command = quietly(() => readFileSync(`/proc/${pid}/cmdline`, "latin1"));
    // Kernel threads have no command.
    if (command === "") continue;
    const belongs =
      command.includes(directory) ||
      quietly(() => readlinkSync(`/proc/${pid}/cwd`)).startsWith(directory) ||
      quietly(() => readFileSync(`/proc/${pid}/environ`, "latin1")).includes(directory);
    const identity = belongs ? identify(Number(pid)) : null;
    if (identity !== null && isAlive(identity))
      found.push({ ...identity, command: command.replaceAll("\0", " ").trim() });
  }
  return found;
}

/** Where the descriptors of a process lead to. */
export function descriptorsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((descriptor) =>
      quietly(() => readlinkSync(`/proc/${pid}/fd/${descriptor}`)),
    );
  } catch {
    return [];
  }
}

/** As when a machine stops: no process can object. Resolves when they are gone. */
export async function killAll(directory: string): Promise<void> {
  const killed: Found[] = [];
  for (;;) {
    const found = processesOf(directory);
    for (const one of found) {
      killed.push(one);
      try {
        process.kill(one.pid, "SIGKILL");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
    }
    // Until none is found: one may just have started another. One that is ending is not found again, and its port is open until the end.
    if (found.length === 0 && !killed.some(isAlive)) return;
    await delay(5);
  }
}
