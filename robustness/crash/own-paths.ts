/** The files and folders that a run touches, so that a fault can be aimed at them: written down while it runs undisturbed. */
import type { World } from "./world.ts";

const DIRECTORY = "{case}";
const RUN = "{run}";

/** System calls by which a run changes the disk. */
export const CHANGING_CALLS = [
  ...["openat", "mkdir", "rmdir", "rename", "link", "symlink", "unlink", "write", "pwrite64", "pwritev"],
  ...["fsync", "ftruncate", "copy_file_range"],
];

type Place = Pick<World, "directory" | "runId">;

/** Every path of the case that occurs in a trace, with its folder and its run left open. */
export function pathsIn(trace: string, { directory, runId }: Place): string[] {
  const found = trace.matchAll(/["<](\/[^"<>]*)[">]/g);
  const own = [...found].map(([, path = ""]) => path).filter((path) => path.startsWith(`${directory}/`));
  return [...new Set(own)].map((path) => path.replaceAll(directory, DIRECTORY).replaceAll(runId, RUN)).sort();
}

export const ownPaths = (paths: readonly string[], { directory, runId }: Place): string[] =>
  paths.map((path) => path.replaceAll(DIRECTORY, directory).replaceAll(RUN, runId));
