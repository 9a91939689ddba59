/** What the care teams read while the platform is closed, or when it does not answer. Calm words, nothing technical first. */
export const mask = {
  title: { update: "Mise à jour en cours", intervention: "Intervention en cours", unknown: "Maintenance en cours" },
  lead: "{{platform}} est momentanément indisponible.",
  why: {
    update: "La plateforme passe en version {{version}}.",
    data: "Les données de référence passent en version {{version}}.",
    intervention: "La remise en service demande une intervention technique.",
    unknown: "Une opération de maintenance est en cours.",
  },
  safe: "Ce que vous avez enregistré avant l’interruption est conservé.",
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
  failure: {
    title: "La plateforme ne répond pas",
    refused: "{{platform}} ne répond pas pour le moment.",
    slow: "{{platform}} met trop de temps à répondre.",
    retry: "Cette page essaie de nouveau toute seule. Si cela dure, prévenez votre service informatique.",
  },
} as const;
