/** The thread of `unpackFile`: reads, hashes and inflates; hands the chunks over through shared memory. */
import { closeSync, openSync, readSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { CodedError } from "../../shared/errors.ts";
import { ARCHIVE_READ_BYTES, INFLATED_AHEAD_BYTES } from "../limits.ts";
import { ChunkRing } from "./chunk-ring.ts";
import { unpack } from "./unpack.ts";
import type { UnpackFileData, UnpackFileMessage } from "./unpack-file.ts";

const { file, size, memory } = workerData as UnpackFileData;
const ring = new ChunkRing(memory);
const tell = (message: UnpackFileMessage): void => parentPort?.postMessage(message);

/** Starvation is reported only once all available bytes have been handed over: the receiver may rely on what was judged. */
async function* following(): AsyncGenerator<Uint8Array> {
  const descriptor = openSync(file, "r");
  try {
    for (let position = 0; position < size; ) {
      const available = Math.min(ring.get("available"), size);
      if (available <= position) {
        do await setImmediate();
        while (!unpacked.counts.idle);
        tell({ type: "starving", at: available });
        await ring.changed("available", available);
        continue;
      }
      const buffer = Buffer.allocUnsafeSlow(Math.min(ARCHIVE_READ_BYTES, available - position));
      const read = readSync(descriptor, buffer, 0, buffer.length, position);
      // Shorter than it was said to be: the end will be missed where it is missed.
      if (read === 0) return;
      position += read;
      yield buffer.subarray(0, read);
    }
  } finally {
    closeSync(descriptor);
  }
}

// Waiting on shared memory keeps no thread alive.
parentPort?.ref();
const unpacked = unpack(following(), { idleMs: null, aheadBytes: INFLATED_AHEAD_BYTES });
try {
  for await (const chunk of unpacked.chunks) ring.write(chunk, unpacked.counts.packed);
  tell({ type: "ended", digest: unpacked.digest() });
} catch (error) {
  tell(
    error instanceof CodedError
      ? { type: "refused", report: { code: error.code, facts: error.facts } }
      : { type: "failed", error: error instanceof Error ? error : new Error(String(error)) },
  );
} finally {
  await unpacked.close();
  parentPort?.unref();
}
