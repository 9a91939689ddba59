/**
 * The front in the web process: `server/gateway`. The mask is a flag file whose existence is the truth, so that any process raises
 * and lowers it, and the gateway, whenever it starts, finds it.
 */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { exists, removeDurably, writeFileDurably } from "../../../io/atomic-file.ts";
import { maskFlagSchema } from "../mask-flag.ts";
import type { Front } from "../port.ts";

export interface EmbeddedFrontOptions {
  /** `<state>/mask.json`. */
  readonly maskFile: string;
  /** `<state>/front-door.json`: where the gateway listens now. */
  readonly announcement: string;
  /** Where people reach the platform when something else forwards to the gateway; null: the gateway's own address. */
  readonly publicUrl: string | null;
}

const announcementSchema = z.object({ url: z.string() });

/** Written by the web process when its port is open. */
export const announceFront = (announcement: string, url: string): Promise<void> =>
  writeFileDurably(announcement, JSON.stringify({ url }));

export function embeddedFront({ maskFile, announcement, publicUrl }: EmbeddedFrontOptions): Front {
  return {
    raiseMask: (flag) => writeFileDurably(maskFile, JSON.stringify(flag), { mode: 0o644 }),
    lowerMask: () => removeDurably(maskFile),
    isMasked: () => exists(maskFile).catch(() => true),
    async readMask() {
      try {
        return maskFlagSchema.parse(JSON.parse(await readFile(maskFile, "utf8")));
      } catch {
        return null;
      }
    },
    // The gateway asks for the front service's address at each request: there is nothing to write that could be out of date.
    async pointTo() {},
    async probeUrl() {
      if (publicUrl !== null) return publicUrl;
      try {
        return announcementSchema.parse(JSON.parse(await readFile(announcement, "utf8"))).url;
      } catch {
        return null;
      }
    },
  };
}
