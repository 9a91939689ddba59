import type { Catalogue } from "../catalogue.ts";
import type { recovery as fr } from "../fr/recovery.ts";

export const recovery = {
  interrupted: "The operation stopped at the step “{{step}}”.",
  interruptedBetween: "The operation stopped between two steps.",
  supportAllowed: "Support allowed Superviseur to go on.",
  decided:
    "When it was taken up again, on {{date}}, Superviseur decided to {{decision}}, because {{reason}}.",
  decidedThen: "On {{date}}, Superviseur decided to {{decision}}, because {{reason}}.",
  since: "Since then: {{result}}",
  sure: "What is sure: {{safe}}",
  see: "See the follow-up of {{id}}",
  decision: {
    start: "begin",
    resume: "go on where everything had stopped",
    "roll-back": "put the platform back exactly as it was",
    finish: "finish what was left to do",
    accept: "keep the platform as it is and open it",
    "give-up": "try nothing more without support",
    leave: "leave it at that, with the platform open",
  },
  reason: {
    "nothing-begun": "nothing had begun",
    "before-mask": "the platform was not yet under maintenance",
    "attempts-used-up": "several attempts had already stopped before maintenance",
    "mask-to-commit": "the platform was under maintenance and the result was not yet committed",
    "rolling-back": "the rollback had already begun",
    committed: "the result was already committed",
    "recoveries-used-up": "every recovery that was foreseen stopped before the end",
    "support-retries": "support allowed another try",
    "support-goes-back": "support chose the return to the state before",
    "support-accepts": "support accepted the platform as it is",
  },
  safe: {
    untouched: "the platform’s version, database and data have not changed.",
    restorable: "the restore point was taken whole; it is read again before it is used.",
    wayBackGone:
      "nothing is sure yet: the restore point is missing or not whole. Nothing is deleted in trying.",
    before: "the database and the data are those of before; nothing that was saved is lost.",
    committed: "the result is committed, and it is kept.",
    accepted:
      "in opening the platform, Superviseur touched neither database nor data. Nobody has proven that it is whole: check it with support.",
    stoppedRestorable: "the restore point is kept; nothing more is tried without support.",
    stopped: "nothing more is tried without support.",
  },
  found: {
    title: "What was found",
    release: "Version in place: {{version}}",
    releaseIncomplete: "Version in place: {{version}}, incomplete",
    releaseNone: "Version in place: none",
    masked: "Maintenance page: up",
    unmasked: "Maintenance page: removed",
    restorePoint: {
      absent: "Restore point: none",
      partial: "Restore point: incomplete",
      whole: "Restore point: whole",
    },
    backup: { absent: "Backup: none", partial: "Backup: incomplete", proven: "Backup: whole and read back" },
    running: "Service {{name}}: running",
    stopped: "Service {{name}}: stopped",
  },
} as const satisfies Catalogue<typeof fr>;
