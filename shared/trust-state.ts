/** Whether an archive is trusted, in one word: the screens show this first. */
import type { ErrorCode, ErrorReport } from "./errors.ts";

/**
 * `trusted`: signed by enough keys that this server knows, not expired, not revoked, and every byte as it was
 * signed (once the whole archive has been read).
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

/** The trust state that a refusal implies; null when the refusal has another reason. */
export const trustStateOf = ({ code }: ErrorReport): TrustState | null => BY_CODE[code] ?? null;
