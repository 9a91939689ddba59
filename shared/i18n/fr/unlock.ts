/** Calling support, and using the unlock that it sends. */
export const unlock = {
  title: "Appeler le support",
  explain:
    "Donnez-lui ces deux numéros. Il peut envoyer un déverrouillage : un texte signé, fait pour cette opération sur cette installation, qui ne sert qu’une fois.",
  installation: "Installation",
  run: "Opération",
  copyInstallation: "Copier le nom de l’installation",
  copyRun: "Copier le numéro de l’opération",
  submit: "Déverrouiller",
  mayNot: "Un administrateur qui a le droit de déverrouiller collera ici le texte envoyé par le support.",
  dialog: {
    title: "Déverrouiller l’opération {{id}}",
    text: "Collez le texte envoyé par le support, en entier, ou déposez ici le fichier reçu. Un texte cité dans un message convient aussi.",
    label: "Texte envoyé par le support",
    choose: "Choisir un fichier",
    allows: "Ce que ce texte permet, une seule fois",
    reference: "Dossier du support : {{reference}}.",
    until: "Valable jusqu’au {{date}}.",
  },
  allows: {
    again: "La même archive peut être importée de nouveau.",
    againRevert: "Le retour à la version précédente peut être demandé de nouveau.",
    retry: "Superviseur essaie de nouveau ce qui n’a pas abouti.",
    "go-back": "Superviseur remet la plateforme exactement comme elle était avant.",
    goBackRevert:
      "Superviseur défait le retour : la plateforme redevient ce qu’elle était quand il a été demandé.",
    accept:
      "La plateforme est rouverte telle qu’elle est, sans autre contrôle : vérifiez-la ensuite avec le support.",
  },
  action: { retry: "nouvel essai", "go-back": "retour à l’état d’avant", accept: "accepter en l’état" },
  done: "Déverrouillage par {{by}} le {{date}} ({{action}}).",
  see: "Voir ce qu’il faut dire au support",
} as const;
