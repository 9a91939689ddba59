import type { Catalogue } from "../catalogue.ts";
import type { unlock as fr } from "../fr/unlock.ts";

export const unlock = {
  title: "Call support",
  explain:
    "Give support these two numbers. They can send you an unlock text to paste here. It works only once, for this operation.",
  installation: "Installation",
  run: "Operation",
  copyInstallation: "Copy the installation’s name",
  copyRun: "Copy the operation’s number",
  submit: "Unlock",
  mayNot: "Only an administrator with permission to unlock can paste the text from support here.",
  dialog: {
    title: "Unlock operation {{id}}",
    text: "Paste the whole text that support sent, or drop the file here. A text quoted in an email also works.",
    label: "Text sent by support",
    choose: "Choose a file",
    allows: "What this text allows, only once",
    reference: "Support case: {{reference}}.",
    until: "Valid until {{date}}.",
  },
  allows: {
    again: "You can import the same archive again.",
    againRevert: "You can request the revert to the previous version again.",
    retry: "Superviseur retries what did not succeed.",
    "go-back": "Superviseur restores the platform exactly as it was before the operation.",
    goBackRevert:
      "Superviseur undoes the revert: the platform is restored to its state when the revert was requested.",
    accept: "The platform is reopened as is, without further checks. Check it with support afterwards.",
  },
  action: { retry: "another attempt", "go-back": "restore the previous state", accept: "accept as is" },
  done: "Unlocked by {{by}} on {{date}} ({{action}}).",
  see: "View the numbers to give support",
} as const satisfies Catalogue<typeof fr>;
