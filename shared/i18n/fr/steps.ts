/** What the screen calls each step, and one sentence of what it does for the administrator. */
export const steps = {
  receive: {
    name: "Réception et vérification",
    about: "L’archive est reçue, sa signature et chacun de ses fichiers sont vérifiés.",
  },
  check: { name: "Prérequis", about: "Le serveur est mesuré et comparé à ce que demande la mise à jour." },
  plan: { name: "Plan", about: "Tout ce qui va se passer est calculé avant de commencer." },
  consent: { name: "Accord", about: "L’administrateur lit la notice et donne son accord." },
  backup: {
    name: "Sauvegarde",
    about: "Une copie de la base et des données est prise ; la plateforme reste accessible.",
  },
  rehearse: {
    name: "Répétition générale",
    about: "La sauvegarde est restaurée à part et les migrations y sont essayées.",
  },
  place: { name: "Installation à côté", about: "La nouvelle version est installée à côté de l’ancienne." },
  recheck: { name: "Dernier contrôle", about: "Prérequis et espace disque sont mesurés une dernière fois." },
  mask: { name: "Mise en maintenance", about: "La page de maintenance remplace la plateforme." },
  stop: { name: "Arrêt des services", about: "Les services de la plateforme s’arrêtent proprement." },
  snapshot: { name: "Point de restauration", about: "L’état exact de la base et des données est conservé." },
  restore: {
    name: "Restauration",
    about: "La base et les données d’avant la mise à jour sont remises en place.",
  },
  migrate: { name: "Migration de la base", about: "Les migrations en attente sont passées dans l’ordre." },
  switch: { name: "Bascule", about: "La version choisie devient la version courante." },
  start: { name: "Démarrage", about: "Les services de la version choisie démarrent." },
  probe: {
    name: "Contrôle de santé",
    about: "La plateforme est essayée comme par un utilisateur, derrière la page de maintenance.",
  },
  commit: { name: "Validation", about: "C’est validé : à partir d’ici, on va jusqu’au bout." },
  unmask: { name: "Remise en service", about: "La page de maintenance est retirée." },
  clean: {
    name: "Nettoyage",
    about: "Les fichiers devenus inutiles sont rangés selon la rétention choisie.",
  },
} as const;
