/** What an import, a run or a return stumbles over, and what support then does. */
export const operationErrors = {
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
    action:
      "The platform is unchanged. Drop the same file again: the upload goes on from what the server has kept of it.",
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
    action:
      "Start the import again; if the error comes back, check the server’s free memory and call support.",
  },
  DEPOT_INCOMPLETE: {
    title: "The file in the drop folder is not complete ({{found}} so far).",
    action: "Wait for the copy to end, or copy it into the drop folder again.",
  },
  RUN_CANCELLED: {
    title: "The operation was cancelled by {{by}}.",
    action: "The platform is as it was. You can start again.",
  },
  RUN_NOT_WAITING: {
    title: "This update is no longer waiting for consent.",
    action: "Reload the page to see its present state.",
  },
  CANCEL_TOO_LATE: {
    title: "The update can no longer be cancelled.",
    action: "It is committed or over; follow it in the Follow-up tab.",
  },
  PREREQUISITE_BLOCKING: {
    title: "A prerequisite is not met.",
    action: "Correct the blocking points, then measure again. The archive need not be sent again.",
  },
  WARNINGS_NOT_ACCEPTED: {
    title: "The warnings were not accepted.",
    action: "Read each warning and tick the acceptance box.",
  },
  INFORMATION_NOT_ACCEPTED: {
    title: "The two boxes of the important information are not ticked.",
    action: "Read the notice and the important information, then tick both boxes.",
  },
  BACKUP_FAILED: {
    title: "The backup failed.",
    action: "The platform was not interrupted and is unchanged. Call support.",
  },
  DATA_FOLDER_SPLIT: {
    title: "The data folder {{subject}} contains another disk, mounted on {{found}}.",
    action:
      "The platform was not interrupted and is unchanged. Call support: together, unmount this disk or, for an update, name the folders of each disk in superviseur.yaml instead of this folder and restart Superviseur; if the operation is locked, support then sends an unlock.",
  },
  DATA_LINK_OUTSIDE: {
    title:
      "The link {{subject}} leads out of the data folders, to {{found}}: what is there would be neither saved nor put back.",
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
  PROCESS_UNKILLABLE: {
    title: "A program of an interrupted step does not stop (process {{processes}}).",
    action:
      "It probably waits for a disk or a network share that does not answer: bring it back, and the operation goes on by itself. If that cannot be done, call support; restarting the server does no harm, the operation then goes on by itself.",
  },
  SERVICE_STOP_FAILED: {
    title: "The service {{service}} does not stop.",
    action: "Call support and give the number of this operation.",
  },
  SNAPSHOT_FAILED: {
    title: "The restore point could not be taken.",
    action: "Call support and give the number of this operation.",
  },
  MIGRATION_FAILED: {
    title: "The migration {{migration}} failed.",
    action: "Call support and give the number of this operation.",
  },
  SERVICE_START_FAILED: {
    title: "The service {{service}} does not start.",
    action: "Call support and give the number of this operation.",
  },
  PROBE_FAILED: {
    title: "The health check “{{probe}}” failed ({{found}} instead of {{expected}}).",
    action: "Call support and give the number of this operation.",
  },
  STEP_FAILED: {
    title: "The step “{{step}}” failed unexpectedly.",
    action: "Call support and give the number of this operation.",
  },
  CLEANUP_INCOMPLETE: {
    title: "What was left of the step {{step}} could not be removed.",
    action: "Superviseur will remove it later; the platform does not need it.",
  },
  ROLLBACK_FAILED: {
    title: "The rollback did not complete (step {{step}}).",
    action: "Do not restart anything. Call support right away: an intervention is needed.",
  },
  RUNNER_STOPPED: {
    title: "The operation stopped before its end.",
    action: "Call support and give the number of this operation.",
  },
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
  UNLOCK_USED: {
    title: "This unlock has been used already.",
    action: "An unlock is used once: ask support for a new one.",
  },
  UNLOCK_NOT_FOR_THIS: {
    title: "This unlock allows an action that is not for this operation, or it waits for none any more.",
    action:
      "Reload the page to see where it stands. If it is still locked, ask support for an unlock that allows another try.",
  },
  UNLOCK_NOBODY_MAY: {
    title: "The installed root of trust names nobody who may unlock.",
    action: "Ask support for a newer root, and put it on this server as state/trust/root.json.",
  },
  BASELINE_FAILED: {
    title: "The marks that the losses of a return are counted against could not be written.",
    action:
      "The update does not suffer from it. Going back to the previous version will not be offered: call support if you have to.",
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
    action:
      "Nothing has been changed. Try again; if it happens again, check the free space on the server and call support.",
  },
  REVERT_IMPOSSIBLE: {
    title: "Going back to the previous version is not possible.",
    action: "Reload the page: it says why.",
  },
} as const;
