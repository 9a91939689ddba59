/** How a process that we started is found again after its parent has died. */
import { readdirSync, readFileSync } from "node:fs";
import { identify, isAlive, type ProcessIdentity, statOf } from "./identity.ts";

/** Is in the environment of each process that we start, and of its descendants: one whose start was never recorded is found by it. */
export type Mark = `${"SUPERVISEUR_RUN" | "SUPERVISEUR_SERVICE"}=${string}`;
export const marking = (mark: Mark): Record<string, string> => ({
  [mark.slice(0, mark.indexOf("="))]: mark.slice(mark.indexOf("=") + 1),
});
export let commandMark: Mark | null = null;

/** From now on this process's commands carry the mark. */
export const markCommands = (mark: Mark): void => {
  commandMark = mark;
};

export const environmentOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1");
  } catch {
    // It has ended, or it belongs to another account and is not ours.
    return "";
  }
};

/** Pids of all that run, zombies too. */
export const everyPid = (): string[] => readdirSync("/proc").filter((name) => /^\d+$/.test(name));
/** The leader's pid of a process's session; null when there is no such process. */
export const sessionIdOf = (pid: string): number | null => statOf(pid)?.session ?? null;

/** Those that live and carry the mark, this process excepted. */
export function marked(mark: Mark): ProcessIdentity[] {
  const found = everyPid().filter(
    (pid) => Number(pid) !== process.pid && `\0${environmentOf(pid)}`.includes(`\0${mark}\0`),
  );
  return found.flatMap((pid) => identify(Number(pid)) ?? []).filter(isAlive);
}
