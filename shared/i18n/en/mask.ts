import type { Catalogue } from "../catalogue.ts";
import type { mask as french } from "../fr/mask.ts";

export const mask: Catalogue<typeof french> = {
  title: {
    update: "Update in progress",
    revert: "Reverting to the previous version",
    intervention: "Intervention in progress",
    unknown: "Maintenance in progress",
  },
  lead: "{{platform}} is temporarily unavailable.",
  why: {
    update: "The platform is being updated to version {{version}}.",
    data: "The reference data is being updated to version {{version}}.",
    revert: "The platform is being reverted to version {{version}}.",
    revertData: "The reference data is being reverted to its previous version.",
    goesBack: "The platform is being restored to its state before this operation.",
    intervention: "Technical support must intervene before it can reopen.",
    unknown: "A maintenance operation is in progress.",
  },
  safe: "Everything you saved before the interruption is kept.",
  lookAgain:
    "Once it reopens, check your latest entries: the platform will be in its state from before the update.",
  meanwhile: "In the meantime, follow your hospital’s procedure for interruptions.",
  reloads: "You do not need to do anything: the platform will reopen here automatically.",
  since: "Since",
  expectedEnd: "Expected end",
  step: "Current step",
  about: "about {{time}}",
  late: "behind schedule",
  unknownEnd: "not known yet",
  noStep: "Preparing",
  administrators: "Administrators: open Superviseur",
  closed: {
    title: "Superviseur cannot open the platform",
    nothing:
      "Nothing was started or changed. Without its journal, Superviseur cannot know whether an update was in progress.",
    notStarted: "Nothing was started or changed.",
    console: "The Superviseur console is unavailable",
    consoleAgain: "The console will open automatically as soon as the accounts can be read.",
    again:
      "Superviseur checks again every {{seconds}} seconds and will open the platform automatically as soon as it can.",
    support: "Support",
    phone: "Telephone",
    email: "Email",
    code: "Code",
  },
  failure: {
    title: "The platform is not responding",
    refused: "{{platform}} is not responding at the moment.",
    slow: "{{platform}} is taking too long to respond.",
    retry: "This page reloads automatically. If the problem persists, contact your IT department.",
  },
};
