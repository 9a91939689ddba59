/** Programs of the system that a test replaces, for faults that the real ones do not produce on demand. */
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export type Program = "systemctl" | "nginx" | "pg_dump";

export interface Reaction {
  /** Regular expression over the parameters, joined by spaces; absent: any call. */
  readonly when?: string;
  /** How many calls that fit it is for; the next ones meet the reactions after it. Absent: all. */
  readonly times?: number;
  /** Default 0. A call that no reaction fits ends with 127. */
  readonly exitCode?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  /** Files written before it ends: absolute path → contents. */
  readonly writes?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
  /** It never ends. */
  readonly hangs?: boolean;
  /** SIGTERM does not end it. */
  readonly ignoresTermination?: boolean;
}
export interface Call {
  readonly name: string;
  readonly parameters: readonly string[];
}

const SCRIPT = fileURLToPath(new URL("./fake-program.sh", import.meta.url));

/** Puts a fake of `name` into `folder`, which a test puts at the front of PATH. Returns its path. */
export function fakeProgram(folder: string, name: Program, reactions: readonly Reaction[]): string {
  const path = join(folder, name);
  writeFileSync(`${path}.json`, JSON.stringify(reactions));
  if (!existsSync(path)) symlinkSync(SCRIPT, path);
  return path;
}

/** Every call of the fakes in `folder`, in order. */
export const callsIn = (folder: string): Call[] =>
  existsSync(join(folder, "calls.jsonl"))
    ? readFileSync(join(folder, "calls.jsonl"), "utf8")
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];
