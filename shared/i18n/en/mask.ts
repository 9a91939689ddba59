import type { Catalogue } from "../catalogue.ts";
import type { mask as french } from "../fr/mask.ts";

export const mask: Catalogue<typeof french> = {
  title: {
    update: "Update in progress",
    revert: "Going back to the previous version",
    intervention: "Intervention in progress",
    unknown: "Maintenance in progress",
  },
  lead: "{{platform}} is unavailable for the moment.",
  why: {
    update: "The platform is moving to version {{version}}.",
    data: "The reference data is moving to version {{version}}.",
    revert: "The platform is going back to version {{version}}.",
    revertData: "The reference data is going back to its previous version.",
    goesBack: "The platform is being put back as it was before this operation.",
    intervention: "A technical intervention is needed before it can reopen.",
    unknown: "A maintenance operation is in progress.",
  },
  safe: "What you saved before the interruption is kept.",
  lookAgain:
    "Once it reopens, check your latest entries: the platform takes up its state from before the update.",
  meanwhile: "In the meantime, follow your hospital’s procedure for interruptions.",
  reloads: "You have nothing to do: the platform will reopen here by itself.",
  since: "Since",
  expectedEnd: "Expected end",
  step: "Current step",
  about: "about {{time}}",
  late: "a little later than expected",
  unknownEnd: "not known yet",
  noStep: "Getting ready",
  administrators: "Administrators: open Superviseur",
  closed: {
    title: "Superviseur cannot open the platform",
    nothing:
      "Nothing was started or changed: without its journal Superviseur does not know whether an update was under way.",
    notStarted: "Nothing was started or changed.",
    console: "Superviseur’s console is closed",
    consoleAgain: "The console opens by itself as soon as they can be read.",
    again: "Superviseur looks again every {{seconds}} seconds and opens by itself as soon as it can.",
    support: "Support",
    phone: "Telephone",
    email: "Email",
    code: "Code",
  },
  failure: {
    title: "The platform is not answering",
    refused: "{{platform}} is not answering at the moment.",
    slow: "{{platform}} is taking too long to answer.",
    retry: "This page tries again by itself. If it lasts, tell your IT department.",
  },
};
