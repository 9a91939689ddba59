/** Which folders other file systems are mounted on: such a folder can't be renamed. */
import { readFile } from "node:fs/promises";

/** Spaces, tabs, line ends and backslashes are written as three octal digits. */
const unescaped = (field: string): string =>
  field.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** Pure; `table` is `/proc/self/mountinfo` (proc_pid_mountinfo(5)): the fifth field is the mount point. */
export const mountPointsIn = (table: string): string[] =>
  table
    .split("\n")
    .map((line) => line.split(" ")[4])
    .filter((field) => field !== undefined)
    .map(unescaped);

/** Absolute, without symbolic links. */
export const mountPoints = async (): Promise<string[]> =>
  mountPointsIn(await readFile("/proc/self/mountinfo", "utf8"));
