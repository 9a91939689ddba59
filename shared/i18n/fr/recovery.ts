/**
 * What Superviseur decided when it found an interrupted operation: read by the administrator in the morning.
 */
export const recovery = {
  interrupted: "L’opération s’est arrêtée à l’étape « {{step}} ».",
  interruptedBetween: "L’opération s’est arrêtée entre deux étapes.",
  supportAllowed: "Le support a autorisé Superviseur à reprendre.",
  decided: "À la reprise, le {{date}}, Superviseur a décidé de {{decision}}, parce que {{reason}}.",
  decidedThen: "Le {{date}}, Superviseur a décidé de {{decision}}, parce que {{reason}}.",
  since: "Depuis : {{result}}",
  sure: "Ce qui est garanti : {{safe}}",
  see: "Voir le suivi de {{id}}",
  decision: {
    start: "commencer",
    resume: "reprendre là où l’opération s’était arrêtée",
    "roll-back": "rétablir la plateforme à l’identique",
    finish: "terminer ce qui restait à faire",
    accept: "garder la plateforme en l’état et de la rouvrir",
    "give-up": "ne rien faire de plus sans le support",
    leave: "s’en tenir là et de laisser la plateforme ouverte",
  },
  reason: {
    "nothing-begun": "rien n’avait encore commencé",
    "before-mask": "la plateforme n’était pas encore en maintenance",
    "attempts-used-up": "plusieurs tentatives s’étaient déjà arrêtées avant la mise en maintenance",
    "mask-to-commit":
      "la plateforme était en maintenance et la nouvelle version n’était pas encore confirmée",
    "rolling-back": "le retour arrière avait déjà commencé",
    committed: "la nouvelle version était déjà confirmée",
    "recoveries-used-up": "le nombre maximal de reprises est atteint",
    "support-retries": "le support a autorisé un nouvel essai",
    "support-goes-back": "le support a choisi de revenir à l’état d’avant",
    "support-accepts": "le support a accepté la plateforme en l’état",
  },
  safe: {
    untouched: "la version, la base et les données de la plateforme n’ont pas changé.",
    restorable: "le point de restauration est complet ; il est contrôlé avant d’être utilisé.",
    wayBackGone:
      "rien n’est encore garanti : le point de restauration manque ou est incomplet. Superviseur n’efface rien.",
    before: "la base et les données sont celles d’avant ; aucune donnée enregistrée n’est perdue.",
    committed: "la nouvelle version est confirmée et conservée.",
    accepted:
      "en rouvrant la plateforme, Superviseur n’a modifié ni la base ni les données. Son intégrité n’a pas été contrôlée : vérifiez-la avec le support.",
    stoppedRestorable:
      "le point de restauration est conservé ; Superviseur ne fait rien de plus sans le support.",
    stopped: "Superviseur ne fait rien de plus sans le support.",
  },
  found: {
    title: "État constaté",
    release: "Version installée : {{version}}",
    releaseIncomplete: "Version installée : {{version}}, incomplète",
    releaseNone: "Version installée : aucune",
    masked: "Page de maintenance : affichée",
    unmasked: "Page de maintenance : retirée",
    restorePoint: {
      absent: "Point de restauration : aucun",
      partial: "Point de restauration : incomplet",
      whole: "Point de restauration : complet",
    },
    backup: {
      absent: "Sauvegarde : aucune",
      partial: "Sauvegarde : incomplète",
      proven: "Sauvegarde : complète et contrôlée",
    },
    running: "Service {{name}} : en marche",
    stopped: "Service {{name}} : arrêté",
  },
} as const;
