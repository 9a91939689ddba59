/** What the care teams read while the platform is closed, or when it does not answer. Calm words, nothing technical first. */
export const mask = {
  title: {
    update: "Mise à jour en cours",
    revert: "Retour à la version précédente",
    intervention: "Intervention en cours",
    unknown: "Maintenance en cours",
  },
  lead: "{{platform}} est momentanément indisponible.",
  why: {
    update: "La plateforme passe en version {{version}}.",
    data: "Les données de référence passent en version {{version}}.",
    revert: "La plateforme revient à la version {{version}}.",
    revertData: "Les données de référence reviennent à leur version précédente.",
    goesBack: "La plateforme est remise comme elle était avant cette opération.",
    intervention: "La remise en service demande une intervention technique.",
    unknown: "Une opération de maintenance est en cours.",
  },
  safe: "Ce que vous avez enregistré avant l’interruption est conservé.",
  lookAgain:
    "À la réouverture, vérifiez vos dernières saisies : la plateforme reprend son état d’avant la mise à jour.",
  meanwhile: "En attendant, suivez la procédure prévue par votre établissement.",
  reloads: "Vous n’avez rien à faire : la plateforme se rouvrira ici toute seule.",
  since: "Depuis",
  expectedEnd: "Fin prévue",
  step: "Étape en cours",
  about: "vers {{time}}",
  late: "un peu plus tard que prévu",
  unknownEnd: "pas encore connue",
  noStep: "Préparation",
  administrators: "Administrateurs : ouvrir le Superviseur",
  closed: {
    title: "Superviseur ne peut pas ouvrir la plateforme",
    nothing:
      "Rien n’a été démarré ni modifié : sans son journal, Superviseur ne sait pas si une mise à jour était en cours.",
    notStarted: "Rien n’a été démarré ni modifié.",
    console: "La console de Superviseur est fermée",
    consoleAgain: "La console s’ouvre d’elle-même dès qu’ils peuvent être lus.",
    again:
      "Superviseur vérifie de nouveau toutes les {{seconds}} secondes et ouvre tout seul dès que c’est possible.",
    support: "Support",
    phone: "Téléphone",
    email: "Courriel",
    code: "Code",
  },
  failure: {
    title: "La plateforme ne répond pas",
    refused: "{{platform}} ne répond pas pour le moment.",
    slow: "{{platform}} met trop de temps à répondre.",
    retry: "Cette page essaie de nouveau toute seule. Si cela dure, prévenez votre service informatique.",
  },
} as const;
