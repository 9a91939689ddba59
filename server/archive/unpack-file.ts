/**
 * Unpacks an archive on disk in a thread of its own, so that inflating and writing use both cores. The file may still be
 * growing: it is followed up to what `more` said is there.
 */
import { Worker } from "node:worker_threads";
import { CodedError, type ErrorReport } from "../../shared/errors.ts";
import { ChunkRing, type RingMemory, ringMemory } from "./chunk-ring.ts";
import type { PackedDigest, Unpacked } from "./unpack.ts";

/** What the thread is given. */
export interface UnpackFileData {
  readonly file: string;
  /** Bytes, when the file is whole. */
  readonly size: number;
  readonly memory: RingMemory;
}
/** What the thread reports besides its chunks. */
export type UnpackFileMessage =
  | { readonly type: "starving"; readonly at: number }
  | { readonly type: "ended"; readonly digest: PackedDigest }
  | { readonly type: "refused"; readonly report: ErrorReport }
  | { readonly type: "failed"; readonly error: Error };

/**
 * Waking a promise of another thread costs a turn of the event loop, which is longer than inflating a chunk takes: so long
 * this thread blocks instead.
 */
const PATIENCE_MS = 2;

const THREAD = new URL("./unpack-thread.ts", import.meta.url);

export interface FollowOptions {
  readonly file: string;
  /** Bytes of the whole file. */
  readonly size: number;
  /** Bytes that are there already. */
  readonly available: number;
  /** Called when the first `at` bytes have been read and judged, and more are needed. */
  onStarving?(at: number): void;
}
export interface FollowedFile extends Unpacked {
  /** So many bytes, from the start on, are there now. */
  more(available: number): void;
}

export function unpackFile({ file, size, available, onStarving }: FollowOptions): FollowedFile {
  const memory = ringMemory();
  const ring = new ChunkRing(memory);
  ring.set("available", available);
  const worker = new Worker(THREAD, { workerData: { file, size, memory } satisfies UnpackFileData });
  let end: UnpackFileMessage | null = null;
  let starvedAt: number | null = null;
  let idle = false;
  const tellStarving = (): void => {
    if (starvedAt !== null && idle) onStarving?.(starvedAt);
  };
  worker.on("message", (message: UnpackFileMessage) => {
    if (message.type === "starving") {
      starvedAt = message.at;
      return tellStarving();
    }
    end = message;
    ring.wake();
  });
  worker.on("error", (error) => {
    end ??= { type: "failed", error };
    ring.wake();
  });
  worker.on("exit", () => {
    end ??= { type: "failed", error: new Error("the unpacking thread ended") };
    ring.wake();
  });

  async function* chunks(): AsyncGenerator<Buffer> {
    for (;;) {
      const signal = ring.get("signal");
      const chunk = ring.peek();
      if (chunk !== null) {
        yield chunk;
        ring.release();
      } else if (end !== null) {
        if (end.type === "ended") return;
        throw end.type === "refused"
          ? new CodedError(end.report.code, end.report.facts)
          : end.type === "failed"
            ? end.error
            : new Error();
      } else if (!ring.waitBriefly("signal", signal, PATIENCE_MS)) {
        idle = true;
        tellStarving();
        await ring.changed("signal", signal);
        idle = false;
      }
    }
  }

  return {
    chunks: chunks(),
    counts: {
      get packed() {
        return ring.get("packed");
      },
      // Not needed by any bound: what was taken is counted where it is taken.
      unpacked: 0,
      idle: false,
    },
    digest() {
      if (end?.type !== "ended") throw new Error("the archive was not read to its end");
      return end.digest;
    },
    more(bytes) {
      starvedAt = null;
      ring.set("available", bytes);
    },
    async close() {
      await worker.terminate();
    },
  };
}
