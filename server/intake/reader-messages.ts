/** What the web process and the reader's process say to each other. JSON. */
import type { ErrorReport } from "../../shared/errors.ts";
import type { ArchiveSummary } from "../../shared/journal.ts";
import type { ReleaseManifest } from "../../shared/manifest.ts";
import type { TrustRecord } from "../archive/trust-store.ts";

export type ToReader =
  | {
      readonly type: "read";
      readonly file: string;
      /** Bytes of the whole file, and those that are there already, from the start on. */
      readonly size: number;
      readonly available: number;
      readonly trust: TrustRecord;
      /** Unix ms. */
      readonly now: number;
      /** A folder to make and fill, or null to verify only. */
      readonly staging: string | null;
    }
  | { readonly type: "more"; readonly available: number }
  /** The answer to `identified`; null lets the payload in. */
  | { readonly type: "judged"; readonly refusal: ErrorReport | null };

export type FromReader =
  /** The first `at` bytes were read and judged, and more are needed. */
  | { readonly type: "starving"; readonly at: number }
  | {
      readonly type: "identified";
      readonly manifest: ReleaseManifest;
      readonly summary: ArchiveSummary;
      readonly learned: TrustRecord;
    }
  /** Packed bytes verified so far. */
  | { readonly type: "progress"; readonly packed: number }
  /** The verdict itself is in the staging folder. */
  | { readonly type: "accepted"; readonly sha256: string; readonly bytes: number; readonly files: number }
  | { readonly type: "refused"; readonly report: ErrorReport };
