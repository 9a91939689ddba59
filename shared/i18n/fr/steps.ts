/** What the screen calls each step, and one sentence of what it does for the administrator. */
export const steps = {
  receive: {
    name: "Réception et vérification",
    about: "Superviseur reçoit l’archive, puis vérifie sa signature et chacun de ses fichiers.",
  },
  check: { name: "Prérequis", about: "Superviseur compare le serveur à ce que demande la mise à jour." },
  plan: { name: "Plan", about: "Superviseur calcule toutes les étapes avant de commencer." },
  consent: { name: "Accord", about: "L’administrateur lit la notice et donne son accord." },
  backup: {
    name: "Sauvegarde",
    about: "Superviseur copie la base et les données ; la plateforme reste accessible.",
  },
  rehearse: {
    name: "Essai sur une copie",
    about: "Superviseur essaie les migrations sur une copie restaurée depuis la sauvegarde.",
  },
  place: {
    name: "Installation de la nouvelle version",
    about: "Superviseur installe la nouvelle version, sans encore l’activer.",
  },
  recheck: {
    name: "Dernier contrôle",
    about: "Superviseur contrôle une dernière fois les prérequis et l’espace disque.",
  },
  mask: { name: "Mise en maintenance", about: "La page de maintenance remplace la plateforme." },
  stop: { name: "Arrêt des services", about: "Superviseur arrête proprement les services de la plateforme." },
  snapshot: {
    name: "Point de restauration",
    about: "Superviseur conserve l’état exact de la base et des données.",
  },
  restore: {
    name: "Restauration",
    about: "Superviseur rétablit la base et les données d’avant la mise à jour.",
  },
  migrate: {
    name: "Migration de la base",
    about: "Superviseur exécute les migrations prévues, dans l’ordre.",
  },
  switch: { name: "Activation de la version", about: "La version prévue devient la version active." },
  start: { name: "Démarrage des services", about: "Superviseur démarre les services de la version active." },
  probe: {
    name: "Contrôle de santé",
    about:
      "Superviseur interroge la plateforme comme le ferait un utilisateur, avant de retirer la page de maintenance.",
  },
  commit: {
    name: "Confirmation",
    about: "La version active est confirmée : il n’y a plus de retour arrière automatique.",
  },
  unmask: {
    name: "Remise en service",
    about: "La page de maintenance est retirée ; les utilisateurs ont de nouveau accès à la plateforme.",
  },
  clean: {
    name: "Nettoyage",
    about: "Superviseur supprime les fichiers devenus inutiles, selon la durée de conservation choisie.",
  },
} as const;
