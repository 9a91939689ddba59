/** A hash chain: each row's hash covers the row before it, so that no row can be changed, removed or inserted undetected. */
import { createHash } from "node:crypto";

export const CHAIN_START = "0".repeat(64);

/** Hash of a row: over the hash before it and the row's own text. 64 hex digits. */
export const chainHash = (previous: string, row: string): string =>
  createHash("sha256").update(previous).update("\n").update(row).digest("hex");
