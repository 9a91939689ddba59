/** Calling support, and using the unlock that it sends. */
export const unlock = {
  title: "Appeler le support",
  explain:
    "Donnez-lui ces deux numéros. Le support pourra vous envoyer un texte de déverrouillage, à coller ici. Ce texte ne sert qu’une fois, pour cette opération.",
  installation: "Installation",
  run: "Opération",
  copyInstallation: "Copier le nom de l’installation",
  copyRun: "Copier le numéro de l’opération",
  submit: "Déverrouiller",
  mayNot:
    "Seul un administrateur qui a le droit de déverrouiller peut coller ici le texte envoyé par le support.",
  dialog: {
    title: "Déverrouiller l’opération {{id}}",
    text: "Collez ici le texte complet envoyé par le support, ou déposez le fichier reçu. Un texte cité dans un courriel convient aussi.",
    label: "Texte envoyé par le support",
    choose: "Choisir un fichier",
    allows: "Ce que ce texte permet, une seule fois",
    reference: "Dossier du support : {{reference}}.",
    until: "Valable jusqu’au {{date}}.",
  },
  allows: {
    again: "Vous pouvez importer de nouveau la même archive.",
    againRevert: "Vous pouvez demander de nouveau le retour à la version précédente.",
    retry: "Superviseur reprend ce qui n’a pas abouti.",
    "go-back": "Superviseur rétablit la plateforme à l’identique, comme avant l’opération.",
    goBackRevert:
      "Superviseur annule le retour : la plateforme retrouve son état au moment où ce retour a été demandé.",
    accept: "La plateforme est rouverte en l’état, sans autre contrôle. Vérifiez-la ensuite avec le support.",
  },
  action: { retry: "nouvel essai", "go-back": "retour à l’état d’avant", accept: "accepter en l’état" },
  done: "Déverrouillage par {{by}} le {{date}} ({{action}}).",
  see: "Voir les numéros à donner au support",
} as const;
