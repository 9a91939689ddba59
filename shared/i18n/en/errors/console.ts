/** Access, and Superviseur itself. */
export const consoleErrors = {
  LOGIN_FAILED: {
    title: "Wrong name or password.",
    action: "Check what you typed. This account is not the one of the platform.",
  },
  LOGIN_THROTTLED: { title: "Too many login attempts.", action: "Wait {{seconds}} s before trying again." },
  SESSION_REQUIRED: { title: "Your session has ended.", action: "Log in again." },
  PASSWORD_WRONG: {
    title: "The password is wrong.",
    action: "Enter the password of your Superviseur account.",
  },
  PASSWORD_WEAK: {
    title: "This password is too weak.",
    action:
      "Choose at least {{minimum}} characters, different from the old password and from the account’s name.",
  },
  PASSWORD_CHANGE_REQUIRED: {
    title: "The password must be changed first.",
    action: "Choose a new password to go on.",
  },
  STEP_UP_REQUIRED: { title: "This action needs your password.", action: "Enter it again to confirm." },
  PERMISSION_DENIED: {
    title: "Your account is not allowed to do this.",
    action: "Ask an administrator of the Système group.",
  },
  CSRF_INVALID: { title: "The page is out of date.", action: "Reload the page, then try again." },
  ORIGIN_REFUSED: {
    title: "The request comes from another address.",
    action: "Open Superviseur at its usual address.",
  },
  USER_NAME_TAKEN: { title: "The name “{{name}}” is taken.", action: "Choose another name." },
  GROUP_NAME_TAKEN: { title: "The group “{{name}}” exists already.", action: "Choose another name." },
  GROUP_IN_USE: { title: "The group “{{name}}” still has members.", action: "Remove its members first." },
  LAST_SYSTEM_USER: {
    title: "This is the last active account of the Système group.",
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
  NOT_FOUND: { title: "This item does not exist, or no longer does.", action: "Reload the page." },
  RATE_LIMITED: { title: "Too many requests in a short time.", action: "Wait a moment, then try again." },
  PLATFORM_FILE_INVALID: {
    title: "The platform file {{file}} has errors:\n{{problems}}",
    action: "Correct each line shown, then start Superviseur again.",
  },
  RUNNER_START_FAILED: {
    title: "The operation under way does not go on: the program that carries it out cannot start.",
    action:
      "Call support and give them the end of the file {{file}}. Superviseur tries again by itself. Do not switch off the server.",
  },
  PLATFORM_FILE_CHANGED: {
    title:
      "The operation under way is waiting: the platform file {{file}} was changed meanwhile and has errors:\n{{problems}}",
    action: "Correct each line shown: the operation then goes on by itself. Restart nothing.",
  },
  TRUST_STATE_INVALID: {
    title: "The trust state {{file}} cannot be read ({{reason}}).",
    action: "No archive is accepted until it can. Call support, who will provide the root document.",
  },
  JOURNAL_FULL: {
    title: "The disk is full ({{subject}}: {{found}} free): the update can go neither on nor back.",
    action:
      "Free at least {{expected}} on this disk: Superviseur then goes on by itself. Do not switch the server off.",
  },
  JOURNAL_UNWRITABLE: {
    title:
      "The journal of updates cannot be written on {{subject}}, although there is room: an operation under way can go neither on nor back.",
    action:
      "Call support and have this disk checked. Superviseur tries again by itself. Do not switch the server off.",
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
    title: "The disk expected at {{disk}} is not mounted; {{subject}} should be on it.",
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
} as const;
