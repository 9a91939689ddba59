/** Every process of one case, found by the case's folder: in its command, its environment or its working directory. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

export interface Found {
  readonly pid: number;
  readonly command: string;
}

const quietly = (read: () => string): string => {
  try {
    return read();
  } catch {
    return "";
  }
};

const isGone = (pid: string): boolean => {
  const stat = quietly(() => readFileSync(`/proc/${pid}/stat`, "latin1"));
  const state = stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3);
  return state === "" || state === "Z" || state === "X";
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
    if (belongs && !isGone(pid)) found.push({ pid: Number(pid), command: command.replaceAll("\0", " ").trim() });
  }
  return found;
}

/** Where the descriptors of a process lead to. */
export function descriptorsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((descriptor) => quietly(() => readlinkSync(`/proc/${pid}/fd/${descriptor}`)));
  } catch {
    return [];
  }
}

/** As a machine that stops would: nobody is asked. Resolves when they are gone. */
export async function killAll(directory: string): Promise<void> {
  for (;;) {
    const found = processesOf(directory);
    if (found.length === 0) return;
    for (const { pid } of found) {
      try {
        process.kill(pid, "SIGKILL");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
    }
    await delay(5);
  }
}
