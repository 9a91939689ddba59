/** Why an archive is refused. */
export const archiveErrors = {
  ARCHIVE_EMPTY: {
    title: "The file is empty.",
    action: "Download the archive again from the user area, then drop it here.",
  },
  ARCHIVE_NOT_GZIP: {
    title: "This file is not an update archive (.tgz).",
    action: "Choose the file you downloaded, whose name ends in .tgz, without changing it.",
  },
  ARCHIVE_IS_ZIP: {
    title: "This file is a ZIP archive, not an update archive.",
    action: "Do not recompress the archive: drop the .tgz file exactly as you downloaded it.",
  },
  ARCHIVE_IS_TAR: {
    title: "The archive was decompressed (a .tar file).",
    action: "The file must not be decompressed: drop the .tgz exactly as you downloaded it.",
  },
  ARCHIVE_IS_FOLDER: {
    title: "You dropped a folder: the archive was extracted.",
    action: "The file must not be decompressed: drop the .tgz exactly as you downloaded it.",
  },
  ARCHIVE_TRUNCATED: {
    title: "The archive is incomplete.",
    action: "The download was cut short: download the archive again, then restart the import.",
  },
  ARCHIVE_CORRUPT: {
    title: "The archive is damaged (byte {{offset}}).",
    action: "Download the archive again; if the error comes back, call support.",
  },
  ARCHIVE_TRAILING_DATA: {
    title: "The archive is followed by data that is not part of it.",
    action: "Download the archive again without changing it; if the error comes back, call support.",
  },
  ARCHIVE_RATIO: {
    title: "The archive decompresses abnormally.",
    action: "The vendor did not make it: do not install it, and tell support.",
  },
  ARCHIVE_TOO_LARGE: {
    title: "The archive is larger than the accepted limit ({{limit}}).",
    action: "Check that you chose the right file; otherwise call support.",
  },
  ARCHIVE_STALLED: {
    title: "No data arrived for {{seconds}} s.",
    action: "Check your workstation’s connection, then restart the import.",
  },
  ARCHIVE_FORMAT_UNKNOWN: {
    title: "The format of the archive is not known.",
    action: "This archive may need a more recent Superviseur: call support.",
  },
  ARCHIVE_METADATA_INVALID: {
    title: "The archive’s manifest cannot be read ({{entry}}).",
    action: "Download the archive again; if the error comes back, call support.",
  },
  ARCHIVE_ENTRY_FORBIDDEN: {
    title: "The archive contains a forbidden entry: {{entry}}.",
    action: "The vendor did not make it: do not install it, and tell support.",
  },
  ARCHIVE_ENTRY_UNEXPECTED: {
    title: "The archive does not follow its manifest: {{found}} instead of {{expected}}.",
    action: "Download the archive again; if the error comes back, call support.",
  },
  ARCHIVE_FILE_ALTERED: {
    title: "A file of the archive was altered: {{entry}}.",
    action: "Do not install it. Download the archive again; if the error comes back, call support.",
  },
  ARCHIVE_UNSIGNED: {
    title: "The archive is not signed.",
    action: "Do not install it. Download the archive from the user area, or call support.",
  },
  ARCHIVE_UNKNOWN_SIGNER: {
    title: "The archive is signed by a key this server does not know.",
    action: "Do not install it. Check where it comes from and call support.",
  },
  ARCHIVE_SIGNATURES_MISSING: {
    title: "The archive carries {{found}} valid signature(s) of the {{expected}} required.",
    action: "Do not install it, and call support.",
  },
  ARCHIVE_EXPIRED: {
    title: "The archive’s signature expired on {{date}}.",
    action: "Check the server’s clock, then download the latest archive or call support.",
  },
  ARCHIVE_REVOKED: {
    title: "The vendor has withdrawn this version ({{found}}).",
    action: "Do not install it. Download the newest version, or call support.",
  },
  ARCHIVE_TRUST_OLDER: {
    title:
      "The archive’s trust documents are older than those this server knows ({{entry}}, version {{found}} instead of {{expected}}).",
    action: "It was signed before a change of keys. Ask support for the same archive, signed again.",
  },
  CLOCK_SET_BACK: {
    title: "This server’s clock says {{found}}, but it was already {{expected}}.",
    action:
      "Set the server’s date and time, then try again: a clock that is behind would let an expired archive pass.",
  },
  ARCHIVE_NAME_INVALID: {
    title: "“{{found}}” is not the name of an update archive.",
    action: "Give the file its original name back, in the form {{expected}}.",
  },
  ARCHIVE_NAME_MISMATCH: {
    title: "The file is called “{{found}}” but contains “{{expected}}”.",
    action: "Name the file {{expected}} again, or download it again.",
  },
  ARCHIVE_WRONG_PLATFORM: {
    title: "This archive is meant for another platform ({{found}}).",
    action: "This server expects a {{expected}} archive. Choose the right file.",
  },
  ARCHIVE_OLDER: {
    title: "This archive ({{found}}) is older than the installed version ({{expected}}).",
    action:
      "Download a more recent version. To go back, see “Go back to the previous version” in the Import tab; if it is not there, call support.",
  },
  ARCHIVE_ALREADY_INSTALLED: {
    title: "Version {{found}} is already installed.",
    action: "There is nothing to do.",
  },
  ARCHIVE_BELOW_FLOOR: {
    title: "Version {{found}} is no longer allowed on this server (at least {{expected}}).",
    action: "Download a more recent version.",
  },
  ARCHIVE_NEEDS_INTERMEDIATE: {
    title: "This archive needs at least version {{expected}}; the platform is at {{found}}.",
    action: "Install an intermediate version first, then come back to this one.",
  },
  ARCHIVE_LOCKED: {
    title: "This archive is locked: its update of {{date}} failed.",
    action: "Do not start the update again. Call support and give the number {{run}}.",
  },
} as const;
