/** One archive through the real reader: the answer, and every side effect. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { type ArchiveVerdict, readUnpacked } from "../../server/archive/read.ts";
import type { Trust } from "../../server/archive/trust.ts";
import { type Unpacked, unpack } from "../../server/archive/unpack.ts";
import { unpackFile } from "../../server/archive/unpack-file.ts";
import { inChunks } from "../../server/testing/tiny-archive.ts";
import { CodedError } from "../../shared/errors.ts";
import type { Answer } from "./hostile-class.ts";

/** A small archive takes milliseconds; one that takes so long has found a way to hold the server up. */
export const HANG_MS = 10_000;
/** Turns of the event loop that a closed file may need to vanish from the list. */
const SETTLING_TURNS = 200;
/** Whatever the tar's headers say. */
const MODES = [0o644, 0o755];

export interface Trial {
  /** Begins to unpack; read and closed here. */
  readonly unpacked: () => Unpacked;
  readonly trust: Trust;
  /** Unix ms. */
  readonly now: number;
  /** A folder that does not exist, or null to verify only. */
  readonly staging: string | null;
  /** Default: `HANG_MS`. */
  readonly limitMs?: number;
}
export interface Outcome {
  /** Null when there was none: a crash or a hang. */
  readonly answer: Answer | null;
  readonly verdict: ArchiveVerdict | null;
  /** What no answer may come with: a crash, a hang, an open file, a file left, a staged byte that is not the signed one. */
  readonly faults: readonly string[];
}

/** As an upload brings it: chunks of `size` bytes. */
export const fromChunks = (bytes: Uint8Array, size: number) => (): Unpacked =>
  fromSource(inChunks(bytes, size));
export const fromSource = (source: AsyncIterable<Uint8Array>): Unpacked =>
  unpack(source, { idleMs: HANG_MS });
/** As the server reads what has come in: a whole file of `size` bytes, inflated in a thread of its own. */
export const fromFile = (file: string, size: number) => (): Unpacked =>
  unpackFile({ file, size, available: size });

const openFiles = (): number => readdirSync("/proc/self/fd").length;

/** Removes what an accepted archive has staged. */
export async function tryArchive({
  unpacked,
  trust,
  now,
  staging,
  limitMs = HANG_MS,
}: Trial): Promise<Outcome> {
  const before = openFiles();
  const begun = performance.now();
  const faults: string[] = [];
  let answer: Answer | null = null;
  let verdict: ArchiveVerdict | null = null;
  try {
    verdict = await withinTime(readUnpacked(unpacked(), { trust, now, staging, judge() {} }), limitMs);
    answer = "accepted";
  } catch (error) {
    if (error instanceof CodedError) answer = error.code;
    else faults.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  // The timer is late when the loop itself was held up.
  if (performance.now() - begun > limitMs) faults.push(`took ${Math.round(performance.now() - begun)} ms`);
  if (staging !== null) {
    if (verdict !== null) faults.push(...alteredFiles(verdict));
    else if (existsSync(staging)) faults.push("left files on disk");
    await rm(staging, { recursive: true, force: true });
  }
  const leaked = await leakedSince(before);
  if (leaked > 0) faults.push(`left ${leaked} files open`);
  return { answer, verdict, faults };
}

async function withinTime<T>(reading: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([reading, hang]);
  } finally {
    clearTimeout(timer);
  }
}

function alteredFiles({ files }: ArchiveVerdict): string[] {
  return files
    .filter(({ staged, sha256, length, mode }) => {
      const bytes = readFileSync(staged);
      const isSigned = bytes.length === length && createHash("sha256").update(bytes).digest("hex") === sha256;
      return !isSigned || !MODES.includes(mode);
    })
    .map(({ path }) => `staged ${path} is not the signed file`);
}

async function leakedSince(before: number): Promise<number> {
  for (let turn = 0; turn < SETTLING_TURNS && openFiles() > before; turn++) await setImmediate();
  return openFiles() - before;
}
