/** What can stop an import, an update or a revert, and what support then does. */
export const operationErrors = {
  DISK_FULL: {
    title: "There is not enough disk space: {{found}} free, {{expected}} required ({{subject}}).",
    action: "Free up space on this disk, then try again.",
  },
  IMPORT_BUSY: {
    title: "An import is already in progress ({{by}}).",
    action: "Follow it in the Follow-up tab, or wait until it is completed or cancelled.",
  },
  RUN_IN_PROGRESS: {
    title: "An update is in progress ({{by}}).",
    action: "Follow it in the Follow-up tab. You can start a new import once it has ended.",
  },
  UPLOAD_INTERRUPTED: {
    title: "The upload of the archive was interrupted.",
    action: "The platform is unchanged. Drop the same file again: the upload will resume where it stopped.",
  },
  UPLOAD_PART_ALTERED: {
    title: "A part of the archive arrived damaged (byte {{offset}}).",
    action: "It is sent again automatically. If this happens repeatedly, check your workstation’s network.",
  },
  UPLOAD_OTHER_FILE: {
    title: "This is not the file whose upload was started ({{file}}).",
    action: "Choose the same file to resume the upload, or cancel that upload first.",
  },
  UPLOAD_ABANDONED: {
    title: "The upload was not resumed for {{hours}} h and has been deleted.",
    action: "Nothing was changed: start the import again.",
  },
  READER_STOPPED: {
    title: "The verification of the archive stopped before completion.",
    action: "Start the import again. If the error persists, check the server’s free memory and call support.",
  },
  DEPOT_INCOMPLETE: {
    title: "The file in the drop folder is not complete ({{found}} so far).",
    action: "Wait for the copy to finish, or copy the file into the drop folder again.",
  },
  RUN_CANCELLED: {
    title: "The operation was cancelled by {{by}}.",
    action: "The platform is in its previous state. You can start again.",
  },
  RUN_NOT_WAITING: {
    title: "This update is no longer awaiting consent.",
    action: "Reload the page to see its current state.",
  },
  CANCEL_TOO_LATE: {
    title: "The update can no longer be cancelled.",
    action: "It is already committed or has ended. Follow it in the Follow-up tab.",
  },
  PREREQUISITE_BLOCKING: {
    title: "A prerequisite is not met.",
    action:
      "Fix the blocking points, then choose “Check again”. You do not need to upload the archive again.",
  },
  WARNINGS_NOT_ACCEPTED: {
    title: "The warnings were not accepted.",
    action: "Read each warning and tick the acceptance box.",
  },
  INFORMATION_NOT_ACCEPTED: {
    title: "The two boxes under the important information are not ticked.",
    action: "Read the notice and the important information, then tick both boxes.",
  },
  BACKUP_FAILED: {
    title: "The backup failed.",
    action: "The platform was not interrupted and is unchanged. Call support.",
  },
  DATA_FOLDER_SPLIT: {
    title: "The data folder {{subject}} contains another disk, mounted on {{found}}.",
    action:
      "The platform was not interrupted and is unchanged. Call support. With their help, unmount this disk or, for an update, replace this folder in superviseur.yaml with the folders on each disk, then restart Superviseur. If the operation is locked, support will send you an unlock.",
  },
  DATA_LINK_OUTSIDE: {
    title:
      "The link {{subject}} points to {{found}}, outside the data folders: that content would be neither backed up nor restored.",
    action:
      "The platform was not interrupted and is unchanged. Call support. With their help, remove this link or, for an update, declare its target in superviseur.yaml, then restart Superviseur. If the operation is locked, support will send you an unlock.",
  },
  REHEARSAL_FAILED: {
    title: "The rehearsal on a copy failed (migration {{migration}}).",
    action: "The platform was not interrupted and is unchanged. Call support.",
  },
  PLACE_FAILED: {
    title: "The new version could not be installed.",
    action: "The platform was not interrupted and is unchanged. Call support.",
  },
  RECHECK_FAILED: {
    title: "The final check found a prerequisite that is no longer met ({{subject}}).",
    action: "The platform was not interrupted. Fix this point, then call support.",
  },
  PROCESS_UNKILLABLE: {
    title: "A process from an interrupted step cannot be stopped (PID {{processes}}).",
    action:
      "It is probably waiting for a disk or network share that no longer responds. Bring it back: the operation will resume automatically. If you cannot, call support. Restarting the server is then safe: the operation will resume automatically afterwards.",
  },
  SERVICE_STOP_FAILED: {
    title: "The service {{service}} cannot be stopped.",
    action: "Call support and quote the number of this operation.",
  },
  SNAPSHOT_FAILED: {
    title: "The restore point could not be created.",
    action: "Call support and quote the number of this operation.",
  },
  MIGRATION_FAILED: {
    title: "The migration {{migration}} failed.",
    action: "Call support and quote the number of this operation.",
  },
  SERVICE_START_FAILED: {
    title: "The service {{service}} cannot be started.",
    action: "Call support and quote the number of this operation.",
  },
  PROBE_FAILED: {
    title: "The health check “{{probe}}” failed ({{found}} instead of {{expected}}).",
    action: "Call support and quote the number of this operation.",
  },
  STEP_FAILED: {
    title: "The step “{{step}}” failed unexpectedly.",
    action: "Call support and quote the number of this operation.",
  },
  CLEANUP_INCOMPLETE: {
    title: "The temporary files of the step {{step}} could not be removed.",
    action: "Superviseur will remove them later. The platform is not affected.",
  },
  ROLLBACK_FAILED: {
    title: "The rollback did not complete (step {{step}}).",
    action: "Do not restart anything. Call support immediately: manual intervention is required.",
  },
  RUNNER_STOPPED: {
    title: "The operation stopped before completion.",
    action: "Call support and quote the number of this operation.",
  },
  RECOVERY_FAILED: {
    title: "Superviseur could not bring the platform back into service after {{attempts}} attempts.",
    action: "Call support and quote the number of this operation. Do not turn off the server.",
  },
  RESTORE_FAILED: {
    title: "The database and data from before the update could not be restored.",
    action: "Call support and quote the number of this operation.",
  },
  INTERVENTION_PENDING: {
    title: "The platform is waiting for support to intervene (operation {{run}}).",
    action: "Call support and quote this number. No other operation can be started until then.",
  },
  UNLOCK_INVALID: {
    title: "This is not a valid Superviseur unlock, or part of it is missing.",
    action: "Copy the whole text that support sent, from the first line to the last.",
  },
  UNLOCK_UNKNOWN_SIGNER: {
    title: "This unlock is not signed by the vendor’s support.",
    action: "Do not use it. Call support at the number shown on this page.",
  },
  UNLOCK_SIGNATURES_MISSING: {
    title: "This unlock has {{found}} valid signature(s) out of {{expected}} required.",
    action: "Ask support to add the missing signatures.",
  },
  UNLOCK_NOT_YET: {
    title: "This unlock is dated {{found}}, but this server’s clock shows {{expected}}.",
    action: "Set the server’s date and time, then try again.",
  },
  UNLOCK_EXPIRED: {
    title: "This unlock expired on {{date}}.",
    action: "Check this server’s clock, then ask support for a new unlock.",
  },
  UNLOCK_TOO_LONG: {
    title: "The validity period of this unlock is too long ({{found}} days, at most {{expected}}).",
    action: "Ask support for an unlock with a shorter validity period.",
  },
  UNLOCK_OTHER_INSTALLATION: {
    title: "This unlock was made for another server ({{found}}).",
    action: "Give support the name of this installation: {{expected}}.",
  },
  UNLOCK_OTHER_RUN: {
    title: "This unlock was made for another update ({{found}}).",
    action: "Give support the number of this one: {{expected}}.",
  },
  UNLOCK_USED: {
    title: "This unlock has already been used.",
    action: "An unlock can be used only once: ask support for a new one.",
  },
  UNLOCK_NOT_FOR_THIS: {
    title: "The action allowed by this unlock does not apply to the current state of this operation.",
    action:
      "Reload the page to see the state of the operation. If it is still locked, ask support for an unlock that allows another attempt.",
  },
  UNLOCK_NO_SUPPORT_KEY: {
    title: "The root of trust on this server does not name any support key: no unlock is possible.",
    action: "Ask support for a newer root, then copy it to state/trust/root.json on this server.",
  },
  BASELINE_FAILED: {
    title: "The change baseline, used to count losses before a revert, could not be saved.",
    action:
      "The update is not affected. Reverting to the previous version will not be offered. If you need it, call support.",
  },
  LOSSES_NOT_ACCEPTED: {
    title: "The losses were not accepted.",
    action: "Read the list of what would be lost, then tick the box.",
  },
  LOSSES_NOT_COUNTED: {
    title: "The losses shown no longer match the last count, or that count is too old.",
    action: "Nothing was started. Choose “Count again”, read the result, then confirm.",
  },
  COUNT_FAILED: {
    title: "Superviseur could not count what a revert would lose.",
    action:
      "Nothing has been changed. Try again. If the error persists, check the free space on the server and call support.",
  },
  REVERT_IMPOSSIBLE: {
    title: "Reverting to the previous version is not possible.",
    action: "Reload the page to see the reason.",
  },
} as const;
