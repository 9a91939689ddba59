/** Why an archive is refused. */
export const archiveErrors = {
  ARCHIVE_EMPTY: {
    title: "The file is empty.",
    action: "Download the archive again from the user area, then drop it here.",
  },
  ARCHIVE_NOT_GZIP: {
    title: "This file is not an update archive (.tgz).",
    action: "Choose the .tgz file exactly as you downloaded it.",
  },
  ARCHIVE_IS_ZIP: {
    title: "This file is a ZIP archive, not an update archive.",
    action: "Do not compress the archive again: drop the .tgz file exactly as you downloaded it.",
  },
  ARCHIVE_IS_TAR: {
    title: "The archive has been decompressed (a .tar file).",
    action: "Do not decompress the file: drop the .tgz exactly as you downloaded it.",
  },
  ARCHIVE_IS_FOLDER: {
    title: "You dropped a folder: the archive has been extracted.",
    action: "Do not decompress the file: drop the .tgz exactly as you downloaded it.",
  },
  ARCHIVE_TRUNCATED: {
    title: "The archive is incomplete.",
    action: "The download was interrupted. Download the archive again, then restart the import.",
  },
  ARCHIVE_CORRUPT: {
    title: "The archive is damaged (byte {{offset}}).",
    action: "Download the archive again. If the error persists, call support.",
  },
  ARCHIVE_TRAILING_DATA: {
    title: "The archive is followed by data that is not part of it.",
    action: "Download the archive again without changing it. If the error persists, call support.",
  },
  ARCHIVE_RATIO: {
    title: "The compression ratio of the archive is abnormal.",
    action: "This archive does not come from the vendor: do not install it, and notify support.",
  },
  ARCHIVE_TOO_LARGE: {
    title: "The archive exceeds the maximum size ({{limit}}).",
    action: "Check that you chose the right file. If you did, call support.",
  },
  ARCHIVE_STALLED: {
    title: "The server received no data for {{seconds}} s.",
    action: "Check your workstation’s connection, then restart the import.",
  },
  ARCHIVE_FORMAT_UNKNOWN: {
    title: "The format of the archive is not recognized.",
    action: "This archive may require a more recent version of Superviseur: call support.",
  },
  ARCHIVE_METADATA_INVALID: {
    title: "The archive’s manifest cannot be read ({{entry}}).",
    action: "Download the archive again. If the error persists, call support.",
  },
  ARCHIVE_ENTRY_FORBIDDEN: {
    title: "The archive contains a forbidden entry: {{entry}}.",
    action: "This archive does not come from the vendor: do not install it, and notify support.",
  },
  ARCHIVE_ENTRY_UNEXPECTED: {
    title: "The archive does not match its manifest: {{found}} instead of {{expected}}.",
    action: "Download the archive again. If the error persists, call support.",
  },
  ARCHIVE_FILE_ALTERED: {
    title: "A file in the archive has been altered: {{entry}}.",
    action: "Do not install it. Download the archive again. If the error persists, call support.",
  },
  ARCHIVE_UNSIGNED: {
    title: "The archive is not signed.",
    action: "Do not install it. Download the archive from the user area, or call support.",
  },
  ARCHIVE_UNKNOWN_SIGNER: {
    title: "The archive is signed with a key that this server does not know.",
    action: "Do not install it. Check where it comes from and call support.",
  },
  ARCHIVE_SIGNATURES_MISSING: {
    title: "The archive has {{found}} valid signature(s) out of {{expected}} required.",
    action: "Do not install it, and call support.",
  },
  ARCHIVE_EXPIRED: {
    title: "The archive’s signature expired on {{date}}.",
    action: "Check the server’s clock, then download the latest archive, or call support.",
  },
  ARCHIVE_REVOKED: {
    title: "The vendor has withdrawn this version ({{found}}).",
    action: "Do not install it. Download the latest version, or call support.",
  },
  ARCHIVE_TRUST_OLDER: {
    title:
      "The archive’s trust documents are older than those known to this server ({{entry}}, version {{found}} instead of {{expected}}).",
    action: "The archive was signed before a key change. Ask support for a re-signed archive.",
  },
  CLOCK_SET_BACK: {
    title: "This server’s clock shows {{found}}, which is earlier than {{expected}}, already recorded.",
    action:
      "Set the server’s date and time, then try again. A clock that is behind would let an expired archive through.",
  },
  ARCHIVE_NAME_INVALID: {
    title: "“{{found}}” is not a valid update archive name.",
    action: "Rename the file to its original name, in the form {{expected}}.",
  },
  ARCHIVE_NAME_MISMATCH: {
    title: "The file is named “{{found}}” but contains “{{expected}}”.",
    action: "Rename the file to {{expected}}, or download it again.",
  },
  ARCHIVE_WRONG_PLATFORM: {
    title: "This archive is for another platform ({{found}}).",
    action: "This server expects a {{expected}} archive. Choose the right file.",
  },
  ARCHIVE_OLDER: {
    title: "This archive ({{found}}) is older than the installed version ({{expected}}).",
    action:
      "Download a more recent version. To go back, use “Revert to the previous version” in the Import tab. If it is not offered there, call support.",
  },
  ARCHIVE_ALREADY_INSTALLED: {
    title: "Version {{found}} is already installed.",
    action: "There is nothing to do.",
  },
  ARCHIVE_BELOW_FLOOR: {
    title: "Version {{found}} is no longer allowed on this server (minimum version: {{expected}}).",
    action: "Download a more recent version.",
  },
  ARCHIVE_NEEDS_INTERMEDIATE: {
    title: "This archive requires at least version {{expected}}; the platform is on version {{found}}.",
    action: "Install an intermediate version first, then this archive.",
  },
  ARCHIVE_LOCKED: {
    title: "This archive is locked: its installation on {{date}} failed.",
    action: "Do not start the update again. Call support and quote number {{run}}.",
  },
} as const;
