/** Who vouches for an archive, in one word: what the screens show first of it, whatever else is said. */
import type { ErrorCode, ErrorReport } from "./errors.ts";

/**
 * `trusted`: signed by enough keys that this server knows, unexpired, not withdrawn, every byte as it was signed (when the
 * whole archive was read).
 */
export const TRUST_STATES = [
  "trusted",
  "unsigned",
  "unknown-signer",
  "not-enough-signatures",
  "expired",
  "revoked",
  "outdated",
  "altered",
] as const;
export type TrustState = (typeof TRUST_STATES)[number];

const BY_CODE: Partial<Record<ErrorCode, TrustState>> = {
  ARCHIVE_UNSIGNED: "unsigned",
  ARCHIVE_UNKNOWN_SIGNER: "unknown-signer",
  ARCHIVE_SIGNATURES_MISSING: "not-enough-signatures",
  ARCHIVE_EXPIRED: "expired",
  ARCHIVE_REVOKED: "revoked",
  ARCHIVE_TRUST_OLDER: "outdated",
  ARCHIVE_FILE_ALTERED: "altered",
};

/** The trust state that a refusal tells; null when the refusal is about something else. */
export const trustStateOf = ({ code }: ErrorReport): TrustState | null => BY_CODE[code] ?? null;
