import type { Catalogue } from "../catalogue.ts";
import type { unlock as fr } from "../fr/unlock.ts";

export const unlock = {
  title: "Call support",
  explain:
    "Give these two numbers. Support may send an unlock: a signed text, made for this operation on this installation, that works once.",
  installation: "Installation",
  run: "Operation",
  copyInstallation: "Copy the installation’s name",
  copyRun: "Copy the operation’s number",
  submit: "Unlock",
  mayNot: "An administrator who may unlock will paste here the text that support sends.",
  dialog: {
    title: "Unlock operation {{id}}",
    text: "Paste all of the text that support sent, or drop the file here. A text quoted in a message will do.",
    label: "Text sent by support",
    choose: "Choose a file",
    allows: "What this text allows, once",
    reference: "Support’s case: {{reference}}.",
    until: "Valid until {{date}}.",
  },
  allows: {
    again: "The same archive may be imported again.",
    againRevert: "Going back to the previous version may be asked for again.",
    retry: "Superviseur tries again what did not succeed.",
    "go-back": "Superviseur puts the platform back exactly as it was before.",
    goBackRevert:
      "Superviseur undoes the return: the platform becomes again what it was when it was asked for.",
    accept: "The platform is opened as it is, without another check: examine it with support afterwards.",
  },
  action: { retry: "another try", "go-back": "back to the state before", accept: "accept as it is" },
  done: "Unlocked by {{by}} on {{date}} ({{action}}).",
  see: "See what to tell support",
} as const satisfies Catalogue<typeof fr>;
