/** Access, and Superviseur itself. */
export const consoleErrors = {
  LOGIN_FAILED: {
    title: "Incorrect user name or password.",
    action: "Check your entry. This account is different from your platform account.",
  },
  LOGIN_THROTTLED: { title: "Too many login attempts.", action: "Wait {{seconds}} s before trying again." },
  SESSION_REQUIRED: { title: "Your session has expired.", action: "Log in again." },
  PASSWORD_WRONG: {
    title: "Incorrect password.",
    action: "Enter the password of your Superviseur account.",
  },
  PASSWORD_WEAK: {
    title: "This password is too weak.",
    action:
      "Choose a password of at least {{minimum}} characters that differs from the old one and does not contain the account name.",
  },
  PASSWORD_CHANGE_REQUIRED: {
    title: "You must change your password first.",
    action: "Choose a new password to continue.",
  },
  STEP_UP_REQUIRED: { title: "This action requires your password.", action: "Enter it again to confirm." },
  PERMISSION_DENIED: {
    title: "Your account does not have permission to do this.",
    action: "Ask an administrator in the Système group.",
  },
  CSRF_INVALID: { title: "The page is out of date.", action: "Reload the page, then try again." },
  ORIGIN_REFUSED: {
    title: "The request comes from another address.",
    action: "Open Superviseur at its usual address.",
  },
  USER_NAME_TAKEN: { title: "The name “{{name}}” is already taken.", action: "Choose another name." },
  GROUP_NAME_TAKEN: { title: "The group “{{name}}” already exists.", action: "Choose another name." },
  GROUP_IN_USE: { title: "The group “{{name}}” still has members.", action: "Remove its members first." },
  LAST_SYSTEM_USER: {
    title: "This is the last active account in the Système group.",
    action: "Add another active account to this group first.",
  },
  BUILT_IN_PROTECTED: {
    title: "This built-in item cannot be deleted.",
    action: "You can edit or disable it.",
  },
  INPUT_INVALID: {
    title: "The request is not valid ({{field}}).",
    action: "Correct the value, then try again.",
  },
  NOT_FOUND: {
    title: "This item does not exist or no longer exists.",
    action: "Go back to the list, then reload it.",
  },
  RATE_LIMITED: { title: "Too many requests in a short time.", action: "Wait a moment, then try again." },
  PLATFORM_FILE_INVALID: {
    title: "The platform file {{file}} contains errors:\n{{problems}}",
    action: "Fix each line shown, then restart Superviseur.",
  },
  RUNNER_START_FAILED: {
    title: "The operation in progress is blocked: the runner process cannot start.",
    action:
      "Call support and send them the end of the file {{file}}. Superviseur retries automatically. Do not turn off the server.",
  },
  PLATFORM_FILE_CHANGED: {
    title:
      "The operation in progress is waiting: the platform file {{file}} has since been changed and contains errors:\n{{problems}}",
    action: "Fix each line shown: the operation will then resume automatically. Do not restart anything.",
  },
  TRUST_STATE_INVALID: {
    title: "The trust state {{file}} cannot be read ({{reason}}).",
    action:
      "No archive is accepted while this file is unreadable. Call support, who will send you the root document.",
  },
  JOURNAL_FULL: {
    title: "The disk is full ({{subject}}: {{found}} free). The update can neither continue nor roll back.",
    action:
      "Free at least {{expected}} on this disk: Superviseur will then resume automatically. Do not turn off the server.",
  },
  JOURNAL_UNWRITABLE: {
    title:
      "Superviseur cannot write the update journal on {{subject}}, although the disk is not full. An operation in progress can neither continue nor roll back.",
    action:
      "Call support and have this disk checked. Superviseur retries automatically. Do not turn off the server.",
  },
  JOURNAL_DAMAGED: {
    title: "The update journal is damaged ({{file}}).",
    action:
      "Keep a copy of the whole folder that contains this file, do not start anything, and call support.",
  },
  STATE_FOLDER_OTHER: {
    title: "The folder {{state}} is not the one Superviseur has used for this platform until now.",
    action:
      "Check that its disk is mounted: Superviseur will then open automatically. If this new folder is intended, delete {{file}}. Nothing was started.",
  },
  PLATFORM_MISSING: {
    title: "The folder {{root}} does not contain any version of the platform.",
    action: "Check that its disk is mounted: Superviseur will then open automatically. Nothing was started.",
  },
  DISK_MISSING: {
    title: "The disk expected at {{disk}} is not mounted; {{subject}} should be on it.",
    action:
      "Mount this disk: Superviseur will then resume automatically. Until then, do not write anything at this location. If this data was moved to another disk on purpose, delete {{file}}. If the disk is lost, call support.",
  },
  ACCESS_UNREADABLE: {
    title: "Superviseur cannot read its accounts ({{file}}).",
    action:
      "The platform is not affected, and an operation in progress continues. Check the free space and permissions on this disk. If the file is damaged, call support before you restore it from a copy.",
  },
  STATE_IN_USE: {
    title: "Another Superviseur is already using the folder {{state}}.",
    action: "Stop it first, or use the one that is running.",
  },
  STATE_NEWER: {
    title:
      "This Superviseur is older than the one that last ran here: it does not know version {{found}} of {{file}}.",
    action: "Install the newer version of Superviseur again, or call support. Nothing was changed.",
  },
  INTERNAL: {
    title: "An unexpected error occurred.",
    action: "Try again. If the error persists, call support.",
  },
} as const;
