/**
 * What the care teams read while the platform is closed, or when it does not answer. Calm words, nothing
 * technical first.
 */
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
    goesBack: "La plateforme est rétablie dans son état d’avant cette opération.",
    intervention: "La remise en service demande une intervention technique.",
    unknown: "Une opération de maintenance est en cours.",
  },
  safe: "Ce que vous avez enregistré avant l’interruption est conservé.",
  lookAgain:
    "À la réouverture, vérifiez vos dernières saisies : la plateforme sera dans son état d’avant la mise à jour.",
  meanwhile: "En attendant, suivez la procédure prévue par votre établissement.",
  reloads: "Vous n’avez rien à faire : la plateforme se rouvrira ici automatiquement.",
  since: "Depuis",
  expectedEnd: "Fin prévue",
  step: "Étape en cours",
  about: "vers {{time}}",
  late: "retard sur l’horaire prévu",
  unknownEnd: "pas encore connue",
  noStep: "Préparation",
  administrators: "Administrateurs : ouvrir Superviseur",
  closed: {
    title: "Superviseur ne peut pas ouvrir la plateforme",
    nothing:
      "Rien n’a été démarré ni modifié. Sans son journal, Superviseur ne peut pas savoir si une mise à jour était en cours.",
    notStarted: "Rien n’a été démarré ni modifié.",
    console: "La console de Superviseur est indisponible",
    consoleAgain: "La console s’ouvrira automatiquement dès que ces comptes pourront être lus.",
    again:
      "Superviseur vérifie de nouveau toutes les {{seconds}} secondes et ouvrira automatiquement la plateforme dès que possible.",
    support: "Support",
    phone: "Téléphone",
    email: "Courriel",
    code: "Code",
  },
  failure: {
    title: "La plateforme ne répond pas",
    refused: "{{platform}} ne répond pas pour le moment.",
    slow: "{{platform}} met trop de temps à répondre.",
    retry:
      "Cette page se recharge automatiquement. Si le problème persiste, prévenez votre service informatique.",
  },
} as const;
