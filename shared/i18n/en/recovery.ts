import type { Catalogue } from "../catalogue.ts";
import type { recovery as fr } from "../fr/recovery.ts";

export const recovery = {
  interrupted: "The operation stopped at the step “{{step}}”.",
  interruptedBetween: "The operation stopped between two steps.",
  supportAllowed: "Support authorized Superviseur to resume.",
  decided: "When it resumed on {{date}}, Superviseur decided to {{decision}}, because {{reason}}.",
  decidedThen: "On {{date}}, Superviseur decided to {{decision}}, because {{reason}}.",
  since: "Since then: {{result}}",
  sure: "Guaranteed: {{safe}}",
  see: "View the follow-up of {{id}}",
  decision: {
    start: "start",
    resume: "resume where the operation had stopped",
    "roll-back": "restore the platform exactly as it was",
    finish: "complete the remaining work",
    accept: "keep the platform as is and reopen it",
    "give-up": "do nothing more without support",
    leave: "stop there and leave the platform open",
  },
  reason: {
    "nothing-begun": "nothing had started yet",
    "before-mask": "the platform was not yet under maintenance",
    "attempts-used-up": "several attempts had already stopped before maintenance",
    "mask-to-commit": "the platform was under maintenance and the new version was not yet committed",
    "rolling-back": "the rollback had already started",
    committed: "the new version was already committed",
    "recoveries-used-up": "the maximum number of recoveries has been reached",
    "support-retries": "support authorized another attempt",
    "support-goes-back": "support chose to restore the previous state",
    "support-accepts": "support accepted the platform as is",
  },
  safe: {
    untouched: "the platform’s version, database and data have not changed.",
    restorable: "the restore point is complete; it is verified before it is used.",
    wayBackGone:
      "nothing is guaranteed yet: the restore point is missing or incomplete. Superviseur does not delete anything.",
    before: "the database and the data are unchanged; no saved data is lost.",
    committed: "the new version is committed and kept.",
    accepted:
      "Superviseur reopened the platform without changing the database or the data. Its integrity has not been verified: check it with support.",
    stoppedRestorable: "the restore point is kept; Superviseur does nothing more without support.",
    stopped: "Superviseur does nothing more without support.",
  },
  found: {
    title: "State found",
    release: "Installed version: {{version}}",
    releaseIncomplete: "Installed version: {{version}}, incomplete",
    releaseNone: "Installed version: none",
    masked: "Maintenance page: shown",
    unmasked: "Maintenance page: removed",
    restorePoint: {
      absent: "Restore point: none",
      partial: "Restore point: incomplete",
      whole: "Restore point: complete",
    },
    backup: {
      absent: "Backup: none",
      partial: "Backup: incomplete",
      proven: "Backup: complete and verified",
    },
    running: "Service {{name}}: running",
    stopped: "Service {{name}}: stopped",
  },
} as const satisfies Catalogue<typeof fr>;
