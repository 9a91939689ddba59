/** Is a process still writing to a file? As root every process is seen; otherwise those of the same user. */
import { readdir, readFile, readlink } from "node:fs/promises";

/** Access mode bits of the `flags:` line, octal: 1 writes, 2 reads and writes. Source: proc(5), fdinfo. */
const WRITES = 0o3;

const entries = (directory: string): Promise<string[]> => readdir(directory).catch(() => []);

/** `path`: absolute, without symbolic links. */
export async function isBeingWritten(path: string): Promise<boolean> {
  for (const pid of await entries("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    for (const descriptor of await entries(`/proc/${pid}/fd`)) {
      // Processes and descriptors come and go while this looks.
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => null);
      if (target !== path) continue;
      const info = await readFile(`/proc/${pid}/fdinfo/${descriptor}`, "latin1").catch(() => "");
      const flags = Number.parseInt(/^flags:\s*([0-7]+)/m.exec(info)?.[1] ?? "0", 8);
      if ((flags & WRITES) !== 0) return true;
    }
  }
  return false;
}
