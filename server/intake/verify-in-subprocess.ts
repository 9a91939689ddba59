/** Reads an archive on disk in a process of its own: verified, and staged when asked. */
import { CodedError, reportOf } from "../../shared/errors.ts";
import type { ArchiveSummary } from "../../shared/journal.ts";
import type { ReleaseManifest } from "../../shared/manifest.ts";
import type { Trust } from "../archive/trust.ts";
import { type TrustRecord, trustOf, trustRecord } from "../archive/trust-store.ts";
import { type ModuleProcess, startModule } from "../io/module-process.ts";
import type { FromReader, ToReader } from "./reader-messages.ts";

export interface SubprocessVerificationOptions {
  readonly file: string;
  /** Bytes of the whole file. */
  readonly size: number;
  /** Bytes that are there already, from the start on; by default all of them. */
  readonly available?: number;
  readonly trust: Trust;
  /** Unix ms, for expiry. */
  readonly now: number;
  /** A folder to make and fill, or null to verify only. */
  readonly staging: string | null;
  /** Called with verified metadata before the payload is read; throws the refusal. */
  judge(manifest: ReleaseManifest, summary: ArchiveSummary): void | Promise<void>;
  /** What the verified documents teach, whatever becomes of the archive. */
  learn?(learned: Trust): Promise<void>;
  /** Packed bytes verified so far. */
  onProgress?(packed: number): void;
  /** The first `at` bytes were read and judged, and more are needed. */
  onStarving?(at: number): void;
}
export interface ReadDigest {
  /** Of the `.tgz` itself. */
  readonly sha256: string;
  readonly bytes: number;
  readonly files: number;
}
export interface SubprocessVerification {
  /** @throws CodedError, the archive's refusal; READER_STOPPED when the process died */
  readonly done: Promise<ReadDigest>;
  more(available: number): void;
  /** Ends the process and resolves when it is gone; what it staged stays for the caller to remove. */
  stop(): Promise<void>;
}

const READER = new URL("./reader-process.ts", import.meta.url);

export function verifyInSubprocess(options: SubprocessVerificationOptions): SubprocessVerification {
  const { file, size, available = size, trust, now, staging } = options;
  const done = Promise.withResolvers<ReadDigest>();
  /** The refusal as it was thrown here: it may be a bug of ours, with its stack. */
  let thrown: unknown = null;
  const reader: ModuleProcess<ToReader> = startModule(READER, (message: FromReader) => {
    switch (message.type) {
      case "starving":
        return options.onStarving?.(message.at);
      case "progress":
        return options.onProgress?.(message.packed);
      case "identified":
        return void judged(options, message).then((error) => {
          thrown = error;
          reader.send({ type: "judged", refusal: error === null ? null : reportOf(error) });
        });
      case "accepted":
        return done.resolve(message);
      case "refused":
        return done.reject(thrown ?? new CodedError(message.report.code, message.report.facts));
    }
  });
  reader.send({ type: "read", file, size, available, trust: trustRecord(trust), now, staging });
  void reader.ended.then(() => done.reject(new CodedError("READER_STOPPED")));
  // A caller that only stops the verification does not listen for its result.
  done.promise.catch(() => {});
  return {
    done: done.promise,
    more: (bytes) => void reader.send({ type: "more", available: bytes }),
    async stop() {
      reader.kill();
      await reader.ended;
    },
  };
}

/** Null when the archive may come in, else why not. */
async function judged(
  { judge, learn }: SubprocessVerificationOptions,
  {
    manifest,
    summary,
    learned,
  }: { manifest: ReleaseManifest; summary: ArchiveSummary; learned: TrustRecord },
): Promise<unknown> {
  try {
    await learn?.(trustOf(learned));
    await judge(manifest, summary);
    return null;
  } catch (error) {
    return error;
  }
}
