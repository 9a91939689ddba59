import type { ErrorCode } from "../../errors.ts";

export const errors = {
  ARCHIVE_EMPTY: { title: "The file is empty.", action: "Download the archive again from the user area, then drop it here." },
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
  ARCHIVE_STALLED: { title: "No data arrived for {{seconds}} s.", action: "Check your workstation’s connection, then restart the import." },
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
    title: "The archive’s trust documents are older than those this server knows ({{entry}}, version {{found}} instead of {{expected}}).",
    action: "It was signed before a change of keys. Ask support for the same archive, signed again.",
  },
  CLOCK_SET_BACK: {
    title: "This server’s clock says {{found}}, but it was already {{expected}}.",
    action: "Set the server’s date and time, then try again: a clock that is behind would let an expired archive pass.",
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
  ARCHIVE_ALREADY_INSTALLED: { title: "Version {{found}} is already installed.", action: "There is nothing to do." },
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
  DISK_FULL: {
    title: "There is not enough disk space: {{found}} free for {{expected}} needed ({{subject}}).",
    action: "Free some space on this disk, then try again.",
  },
  IMPORT_BUSY: {
    title: "An import is already under way ({{by}}).",
    action: "Follow it in the Follow-up tab, or wait until it is finished or dropped.",
  },
  RUN_IN_PROGRESS: {
    title: "An update is under way ({{by}}).",
    action: "Follow it in the Follow-up tab; a new import will be possible when it is over.",
  },
  UPLOAD_INTERRUPTED: {
    title: "The upload of the archive was interrupted.",
    action: "The platform is unchanged. Drop the same file again: the upload goes on from what the server has kept of it.",
  },
  UPLOAD_PART_ALTERED: {
    title: "A part of the archive arrived damaged (byte {{offset}}).",
    action: "It is sent again by itself; if this happens again, check your workstation’s network.",
  },
  UPLOAD_OTHER_FILE: {
    title: "This is not the file whose upload was begun ({{file}}).",
    action: "Choose the same file to resume the upload, or cancel that upload first.",
  },
  UPLOAD_ABANDONED: {
    title: "The upload was not resumed for {{hours}} h: it has been removed.",
    action: "Nothing was changed: start the import again.",
  },
  READER_STOPPED: {
    title: "The verification of the archive stopped before its end.",
    action: "Start the import again; if the error comes back, check the server’s free memory and call support.",
  },
  DEPOT_INCOMPLETE: {
    title: "The file in the drop folder is not complete ({{found}} so far).",
    action: "Wait for the copy to end, or copy it into the drop folder again.",
  },
  RUN_CANCELLED: { title: "The operation was cancelled by {{by}}.", action: "The platform is as it was. You can start again." },
  RUN_NOT_WAITING: { title: "This update is no longer waiting for consent.", action: "Reload the page to see its present state." },
  CANCEL_TOO_LATE: { title: "The update can no longer be cancelled.", action: "It is committed or over; follow it in the Follow-up tab." },
  PREREQUISITE_BLOCKING: {
    title: "A prerequisite is not met.",
    action: "Correct the blocking points, then measure again. The archive need not be sent again.",
  },
  WARNINGS_NOT_ACCEPTED: { title: "The warnings were not accepted.", action: "Read each warning and tick the acceptance box." },
  INFORMATION_NOT_ACCEPTED: {
    title: "The two boxes of the important information are not ticked.",
    action: "Read the notice and the important information, then tick both boxes.",
  },
  BACKUP_FAILED: { title: "The backup failed.", action: "The platform was not interrupted and is unchanged. Call support." },
  DATA_FOLDER_SPLIT: {
    title: "The data folder {{subject}} contains another disk, mounted on {{found}}.",
    action:
      "The platform was not interrupted and is unchanged. Call support: together, unmount this disk or, for an update, name the folders of each disk in superviseur.yaml instead of this folder and restart Superviseur; if the operation is locked, support then sends an unlock.",
  },
  DATA_LINK_OUTSIDE: {
    title: "The link {{subject}} leads out of the data folders, to {{found}}: what is there would be neither saved nor put back.",
    action:
      "The platform was not interrupted and is unchanged. Call support: together, remove this link or, for an update, name the folder that it leads to in superviseur.yaml and restart Superviseur; if the operation is locked, support then sends an unlock.",
  },
  REHEARSAL_FAILED: {
    title: "The rehearsal failed ({{migration}}).",
    action: "The platform was not interrupted and is unchanged. Call support.",
  },
  PLACE_FAILED: {
    title: "The new version could not be installed beside the old one.",
    action: "The platform was not interrupted and is unchanged. Call support.",
  },
  RECHECK_FAILED: {
    title: "The last check found a prerequisite that is no longer met ({{subject}}).",
    action: "The platform was not interrupted. Correct this point and call support.",
  },
  PROCESS_STAYS: {
    title: "A program of an interrupted step does not stop (process {{processes}}).",
    action:
      "It probably waits for a disk or a network share that does not answer: bring it back, and the operation goes on by itself. If that cannot be done, call support; restarting the server does no harm, the operation then goes on by itself.",
  },
  SERVICE_STOP_FAILED: { title: "The service {{service}} does not stop.", action: "Call support and give the number of this operation." },
  SNAPSHOT_FAILED: { title: "The restore point could not be taken.", action: "Call support and give the number of this operation." },
  MIGRATION_FAILED: {
    title: "The migration {{migration}} failed.",
    action: "Call support and give the number of this operation.",
  },
  SERVICE_START_FAILED: { title: "The service {{service}} does not start.", action: "Call support and give the number of this operation." },
  PROBE_FAILED: {
    title: "The health check “{{probe}}” failed ({{found}} instead of {{expected}}).",
    action: "Call support and give the number of this operation.",
  },
  STEP_FAILED: { title: "The step “{{step}}” failed unexpectedly.", action: "Call support and give the number of this operation." },
  LEFTOVER_STAYS: {
    title: "What was left of the step {{step}} could not be removed.",
    action: "Superviseur will remove it later; the platform does not need it.",
  },
  ROLLBACK_FAILED: {
    title: "The rollback did not complete (step {{step}}).",
    action: "Do not restart anything. Call support right away: an intervention is needed.",
  },
  RUNNER_STOPPED: { title: "The operation stopped before its end.", action: "Call support and give the number of this operation." },
  RECOVERY_FAILED: {
    title: "Superviseur could not bring the platform back into service, after {{attempts}} attempts.",
    action: "Call support and give the number of this operation. Do not switch the server off.",
  },
  RESTORE_FAILED: {
    title: "The database and the data from before the update could not be put back.",
    action: "Call support and give the number of this operation.",
  },
  INTERVENTION_PENDING: {
    title: "The platform waits for support to intervene (operation {{run}}).",
    action: "Call support and give this number: nothing else can be started before.",
  },
  UNLOCK_INVALID: {
    title: "This text is no unlock of Superviseur, or it is not whole.",
    action: "Copy all of the text that support sent, from the first line to the last.",
  },
  UNLOCK_UNKNOWN_SIGNER: {
    title: "This unlock is not signed by the vendor’s support.",
    action: "Do not use it. Call support at the number shown here.",
  },
  UNLOCK_SIGNATURES_MISSING: {
    title: "This unlock has {{found}} good signature(s) of the {{expected}} needed.",
    action: "Ask support to have it signed completely.",
  },
  UNLOCK_NOT_YET: {
    title: "This unlock is dated {{found}}, but this server’s clock says {{expected}}.",
    action: "Set the server’s date and time, then try again.",
  },
  UNLOCK_EXPIRED: {
    title: "This unlock has been out of date since {{date}}.",
    action: "Check this server’s clock, then ask support for a new unlock.",
  },
  UNLOCK_TOO_LONG: {
    title: "This unlock is valid for too long ({{found}} days, at most {{expected}}).",
    action: "Ask support for an unlock that is valid for less time.",
  },
  UNLOCK_OTHER_INSTALLATION: {
    title: "This unlock is made for another server ({{found}}).",
    action: "Give support the number of this installation: {{expected}}.",
  },
  UNLOCK_OTHER_RUN: {
    title: "This unlock is made for another update ({{found}}).",
    action: "Give support the number of this one: {{expected}}.",
  },
  UNLOCK_USED: { title: "This unlock has been used already.", action: "An unlock is used once: ask support for a new one." },
  UNLOCK_NOT_FOR_THIS: {
    title: "This unlock allows an action that is not for this operation, or it waits for none any more.",
    action: "Reload the page to see where it stands. If it is still locked, ask support for an unlock that allows another try.",
  },
  UNLOCK_NOBODY_MAY: {
    title: "The installed root of trust names nobody who may unlock.",
    action: "Ask support for a newer root, and put it on this server as state/trust/root.json.",
  },
  MARKS_FAILED: {
    title: "The marks that the losses of a return are counted against could not be written.",
    action: "The update does not suffer from it. Going back to the previous version will not be offered: call support if you have to.",
  },
  LOSSES_NOT_ACCEPTED: {
    title: "The losses were not accepted.",
    action: "Read what going back would lose, and tick the box.",
  },
  LOSSES_NOT_COUNTED: {
    title: "The losses shown are not those that were counted, or were counted too long ago.",
    action: "Nothing was started. Count again what going back would lose, read it, then confirm.",
  },
  COUNT_FAILED: {
    title: "What going back would lose could not be counted.",
    action: "Nothing has been changed. Try again; if it happens again, check the free space on the server and call support.",
  },
  RETURN_IMPOSSIBLE: { title: "Going back to the previous version is not possible.", action: "Reload the page: it says why." },
  LOGIN_FAILED: { title: "Wrong name or password.", action: "Check what you typed. This account is not the one of the platform." },
  LOGIN_THROTTLED: { title: "Too many login attempts.", action: "Wait {{seconds}} s before trying again." },
  SESSION_REQUIRED: { title: "Your session has ended.", action: "Log in again." },
  PASSWORD_WRONG: { title: "The password is wrong.", action: "Enter the password of your Superviseur account." },
  PASSWORD_WEAK: {
    title: "This password is too weak.",
    action: "Choose at least {{minimum}} characters, different from the old password and from the account’s name.",
  },
  PASSWORD_CHANGE_REQUIRED: { title: "The password must be changed first.", action: "Choose a new password to go on." },
  STEP_UP_REQUIRED: { title: "This action needs your password.", action: "Enter it again to confirm." },
  PERMISSION_DENIED: { title: "Your account is not allowed to do this.", action: "Ask an administrator of the Système group." },
  CSRF_INVALID: { title: "The page is out of date.", action: "Reload the page, then try again." },
  ORIGIN_REFUSED: { title: "The request comes from another address.", action: "Open Superviseur at its usual address." },
  USER_NAME_TAKEN: { title: "The name “{{name}}” is taken.", action: "Choose another name." },
  GROUP_NAME_TAKEN: { title: "The group “{{name}}” exists already.", action: "Choose another name." },
  GROUP_IN_USE: { title: "The group “{{name}}” still has members.", action: "Remove its members first." },
  LAST_SYSTEM_USER: {
    title: "This is the last active account of the Système group.",
    action: "Add another active account to this group first.",
  },
  BUILT_IN_PROTECTED: { title: "This built-in item cannot be deleted.", action: "You can edit or disable it." },
  INPUT_INVALID: { title: "The request is not valid ({{field}}).", action: "Correct the value, then try again." },
  NOT_FOUND: { title: "This item does not exist, or no longer does.", action: "Reload the page." },
  RATE_LIMITED: { title: "Too many requests in a short time.", action: "Wait a moment, then try again." },
  PLATFORM_FILE_INVALID: {
    title: "The platform file {{file}} has errors:\n{{problems}}",
    action: "Correct each line shown, then start Superviseur again.",
  },
  RUNNER_UNSTARTABLE: {
    title: "The operation under way does not go on: the program that carries it out cannot start.",
    action: "Call support and give them the end of the file {{file}}. Superviseur tries again by itself. Do not switch off the server.",
  },
  PLATFORM_FILE_CHANGED: {
    title: "The operation under way is waiting: the platform file {{file}} was changed meanwhile and has errors:\n{{problems}}",
    action: "Correct each line shown: the operation then goes on by itself. Restart nothing.",
  },
  TRUST_STATE_INVALID: {
    title: "The trust state {{file}} cannot be read ({{reason}}).",
    action: "No archive is accepted until it can. Call support, who will provide the root document.",
  },
  JOURNAL_FULL: {
    title: "The disk is full ({{subject}}: {{found}} free): the update can go neither on nor back.",
    action: "Free at least {{expected}} on this disk: Superviseur then goes on by itself. Do not switch the server off.",
  },
  JOURNAL_UNWRITABLE: {
    title:
      "The journal of updates cannot be written on {{subject}}, although there is room: an operation under way can go neither on nor back.",
    action: "Call support and have this disk checked. Superviseur tries again by itself. Do not switch the server off.",
  },
  JOURNAL_DAMAGED: {
    title: "The journal of updates is damaged ({{file}}).",
    action: "Keep a copy of this file and of those around it, start nothing, and call support.",
  },
  STATE_FOLDER_OTHER: {
    title: "The folder {{state}} is not the one with which this platform was updated until now.",
    action:
      "Check that its disk is mounted: Superviseur then opens by itself. If it is new on purpose, remove {{file}}. Nothing was started.",
  },
  PLATFORM_MISSING: {
    title: "The folder {{root}} holds no version of the platform.",
    action: "Check that its disk is mounted: Superviseur then opens by itself. Nothing was started.",
  },
  DISK_MISSING: {
    title: "The disk {{disk}} is not mounted, so {{subject}} is not there.",
    action:
      "Mount this disk: Superviseur then goes on by itself. Write nothing there until then. If this data moved to another disk on purpose, remove {{file}}. If the disk is lost, call support.",
  },
  ACCESS_UNREADABLE: {
    title: "Superviseur’s accounts cannot be read ({{file}}).",
    action:
      "The platform does not suffer from it, and an operation under way goes on. Check room and permissions on this disk; if the file is damaged, call support before it is put back from a copy.",
  },
  STATE_IN_USE: {
    title: "Another Superviseur already uses the folder {{state}}.",
    action: "Stop it first, or use the one that runs.",
  },
  INTERNAL: { title: "An unexpected error occurred.", action: "Try again; if it comes back, call support." },
} as const satisfies Record<ErrorCode, { title: string; action: string }>;
