/**
 * Reads the flag file. Its existence is the mask: nothing else, and no memory of this process, decides whether people reach the platform.
 * The pipeline writes it durably; the gateway asks the file system again on every request, so that no request passes
 * after the file exists, also when the process that wrote it has died.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import type { Clock } from "../../../io/clock.ts";
import { type MaskFlag, maskFlagSchema } from "../mask-flag.ts";

/** The mask as the gateway sees it. A flag that cannot be read still masks: the reason is then unknown, and no probe passes. */
export type Mask = MaskFlag | RunlessMask<"unknown">;
/** A mask that names no run. `since`: Unix ms. */
export interface RunlessMask<Reason extends string> {
  readonly reason: Reason;
  readonly since: number;
  readonly expectedEnd: null;
}

export interface MaskReader {
  /** Null when the platform is open. Costs one stat when nothing changed. */
  read(): Mask | null;
}

interface Seen {
  readonly identity: string;
  readonly mask: Mask;
}

export function createMaskReader(file: string, clock: Clock): MaskReader {
  let seen: Seen | null = null;

  const unknown = (since: number): Mask => ({ reason: "unknown", since, expectedEnd: null });
  const parse = (text: string, since: number): Mask => {
    try {
      return maskFlagSchema.parse(JSON.parse(text));
    } catch {
      return unknown(since);
    }
  };

  return {
    read() {
      let identity: string;
      let since: number;
      try {
        const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
        if (stat === undefined) {
          seen = null;
          return null;
        }
        identity = `${stat.ino}:${stat.mtimeNs}:${stat.size}`;
        since = Number(stat.mtimeMs);
      } catch (error) {
        // The disk does not answer, or the folder is not readable: the platform stays closed rather than open by mistake.
        identity = `unreadable ${String(error)}`;
        since = seen?.mask.since ?? clock();
      }
      if (seen?.identity === identity) return seen.mask;
      let text: string;
      try {
        text = readFileSync(file, "utf8");
      } catch {
        // The next request tries again: one failed read says nothing about the contents.
        return unknown(since);
      }
      seen = { identity, mask: parse(text, since) };
      return seen.mask;
    },
  };
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Compares in constant time: the token must not be guessed letter by letter. */
export function opensMask(mask: Mask, token: string | string[] | undefined): boolean {
  return (
    mask.reason !== "unknown" &&
    typeof token === "string" &&
    timingSafeEqual(digest(token), digest(mask.probeToken))
  );
}
