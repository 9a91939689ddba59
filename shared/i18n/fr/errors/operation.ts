/** What can stop an import, an update or a revert, and what support then does. */
export const operationErrors = {
  DISK_FULL: {
    title: "L’espace disque est insuffisant : {{found}} libres pour {{expected}} nécessaires ({{subject}}).",
    action: "Libérez de l’espace sur ce disque, puis recommencez.",
  },
  IMPORT_BUSY: {
    title: "Un import est déjà en cours ({{by}}).",
    action: "Suivez-le dans l’onglet Suivi, ou attendez qu’il soit terminé ou annulé.",
  },
  RUN_IN_PROGRESS: {
    title: "Une mise à jour est en cours ({{by}}).",
    action: "Suivez-la dans l’onglet Suivi ; un nouvel import sera possible quand elle sera terminée.",
  },
  UPLOAD_INTERRUPTED: {
    title: "L’envoi de l’archive a été interrompu.",
    action:
      "La plateforme est inchangée. Déposez de nouveau le même fichier : l’envoi reprendra là où il s’est arrêté.",
  },
  UPLOAD_PART_ALTERED: {
    title: "Une partie de l’archive est arrivée endommagée (octet {{offset}}).",
    action: "Elle est renvoyée automatiquement. Si cela se répète, vérifiez le réseau de votre poste.",
  },
  UPLOAD_OTHER_FILE: {
    title: "Ce fichier n’est pas celui dont l’envoi a commencé ({{file}}).",
    action: "Choisissez le même fichier pour reprendre l’envoi, ou annulez d’abord cet envoi.",
  },
  UPLOAD_ABANDONED: {
    title: "L’envoi n’a pas été repris pendant {{hours}} h ; il a été supprimé.",
    action: "Rien n’a été modifié : recommencez l’import.",
  },
  READER_STOPPED: {
    title: "La vérification de l’archive s’est arrêtée avant la fin.",
    action:
      "Recommencez l’import. Si l’erreur persiste, vérifiez la mémoire libre du serveur et appelez le support.",
  },
  DEPOT_INCOMPLETE: {
    title: "Le fichier déposé n’est pas complet ({{found}} pour l’instant).",
    action: "Attendez la fin de la copie, ou copiez-le de nouveau dans le dépôt.",
  },
  RUN_CANCELLED: {
    title: "L’opération a été annulée par {{by}}.",
    action: "La plateforme est dans son état d’avant. Vous pouvez recommencer.",
  },
  RUN_NOT_WAITING: {
    title: "Cette mise à jour n’attend plus d’accord.",
    action: "Rechargez la page pour voir son état actuel.",
  },
  CANCEL_TOO_LATE: {
    title: "La mise à jour ne peut plus être annulée.",
    action: "Elle est déjà confirmée ou terminée. Suivez-la dans l’onglet Suivi.",
  },
  PREREQUISITE_BLOCKING: {
    title: "Un prérequis n’est pas rempli.",
    action:
      "Corrigez les points bloquants, puis choisissez « Mesurer de nouveau ». Il n’est pas nécessaire de renvoyer l’archive.",
  },
  WARNINGS_NOT_ACCEPTED: {
    title: "Les avertissements n’ont pas été acceptés.",
    action: "Lisez chaque avertissement et cochez la case d’acceptation.",
  },
  INFORMATION_NOT_ACCEPTED: {
    title: "Les deux cases de l’information importante ne sont pas cochées.",
    action: "Lisez la notice et l’information importante, puis cochez les deux cases.",
  },
  BACKUP_FAILED: {
    title: "La sauvegarde a échoué.",
    action: "La plateforme n’a pas été interrompue et reste inchangée. Appelez le support.",
  },
  DATA_FOLDER_SPLIT: {
    title: "Le dossier de données {{subject}} contient un autre disque, monté sur {{found}}.",
    action:
      "La plateforme n’a pas été interrompue et reste inchangée. Appelez le support. Avec lui, démontez ce disque ou, pour une mise à jour, remplacez ce dossier dans superviseur.yaml par les dossiers de chaque disque, puis redémarrez Superviseur. Si l’opération est verrouillée, le support vous enverra un déverrouillage.",
  },
  DATA_LINK_OUTSIDE: {
    title:
      "Le lien {{subject}} mène à {{found}}, hors des dossiers de données : ce contenu ne serait ni sauvegardé ni rétabli.",
    action:
      "La plateforme n’a pas été interrompue et reste inchangée. Appelez le support. Avec lui, supprimez ce lien ou, pour une mise à jour, déclarez sa cible dans superviseur.yaml, puis redémarrez Superviseur. Si l’opération est verrouillée, le support vous enverra un déverrouillage.",
  },
  REHEARSAL_FAILED: {
    title: "L’essai sur une copie a échoué (migration {{migration}}).",
    action: "La plateforme n’a pas été interrompue et reste inchangée. Appelez le support.",
  },
  PLACE_FAILED: {
    title: "La nouvelle version n’a pas pu être installée.",
    action: "La plateforme n’a pas été interrompue et reste inchangée. Appelez le support.",
  },
  RECHECK_FAILED: {
    title: "Le dernier contrôle a trouvé un prérequis qui n’est plus rempli ({{subject}}).",
    action: "La plateforme n’a pas été interrompue. Corrigez ce point, puis appelez le support.",
  },
  PROCESS_UNKILLABLE: {
    title: "Un processus d’une étape interrompue ne peut pas être arrêté (PID {{processes}}).",
    action:
      "Il attend sans doute un disque ou un partage réseau qui ne répond plus. Rétablissez-le : l’opération reprendra automatiquement. Si c’est impossible, appelez le support. Redémarrer le serveur est alors sans danger : l’opération reprendra ensuite automatiquement.",
  },
  SERVICE_STOP_FAILED: {
    title: "Le service {{service}} ne s’arrête pas.",
    action: "Appelez le support et donnez-lui le numéro de cette opération.",
  },
  SNAPSHOT_FAILED: {
    title: "Le point de restauration n’a pas pu être créé.",
    action: "Appelez le support et donnez-lui le numéro de cette opération.",
  },
  MIGRATION_FAILED: {
    title: "La migration {{migration}} a échoué.",
    action: "Appelez le support et donnez-lui le numéro de cette opération.",
  },
  SERVICE_START_FAILED: {
    title: "Le service {{service}} ne démarre pas.",
    action: "Appelez le support et donnez-lui le numéro de cette opération.",
  },
  PROBE_FAILED: {
    title: "Le contrôle de santé « {{probe}} » a échoué ({{found}} au lieu de {{expected}}).",
    action: "Appelez le support et donnez-lui le numéro de cette opération.",
  },
  STEP_FAILED: {
    title: "L’étape « {{step}} » a échoué de façon inattendue.",
    action: "Appelez le support et donnez-lui le numéro de cette opération.",
  },
  CLEANUP_INCOMPLETE: {
    title: "Les fichiers temporaires de l’étape {{step}} n’ont pas pu être supprimés.",
    action: "Superviseur les supprimera plus tard. La plateforme n’est pas affectée.",
  },
  ROLLBACK_FAILED: {
    title: "Le retour arrière n’a pas abouti (étape {{step}}).",
    action: "Ne redémarrez rien. Appelez le support tout de suite : une intervention est nécessaire.",
  },
  RUNNER_STOPPED: {
    title: "L’opération s’est arrêtée avant la fin.",
    action: "Appelez le support et donnez-lui le numéro de cette opération.",
  },
  RECOVERY_FAILED: {
    title: "Superviseur n’a pas réussi à remettre la plateforme en service après {{attempts}} tentatives.",
    action: "Appelez le support et donnez-lui le numéro de cette opération. N’éteignez pas le serveur.",
  },
  RESTORE_FAILED: {
    title: "La base et les données d’avant la mise à jour n’ont pas pu être rétablies.",
    action: "Appelez le support et donnez-lui le numéro de cette opération.",
  },
  INTERVENTION_PENDING: {
    title: "La plateforme attend une intervention du support (opération {{run}}).",
    action: "Appelez le support et donnez-lui ce numéro. Aucune autre opération n’est possible d’ici là.",
  },
  UNLOCK_INVALID: {
    title: "Ce texte n’est pas un déverrouillage de Superviseur, ou il est incomplet.",
    action: "Copiez tout le texte envoyé par le support, de la première à la dernière ligne.",
  },
  UNLOCK_UNKNOWN_SIGNER: {
    title: "Ce déverrouillage n’est pas signé par le support de l’éditeur.",
    action: "Ne l’utilisez pas. Appelez le support au numéro affiché sur cette page.",
  },
  UNLOCK_SIGNATURES_MISSING: {
    title: "Ce déverrouillage porte {{found}} signature(s) valide(s) sur {{expected}} exigée(s).",
    action: "Demandez au support d’y ajouter les signatures manquantes.",
  },
  UNLOCK_NOT_YET: {
    title: "Ce déverrouillage est daté du {{found}}, alors que ce serveur indique le {{expected}}.",
    action: "Réglez la date et l’heure du serveur, puis recommencez.",
  },
  UNLOCK_EXPIRED: {
    title: "Ce déverrouillage a expiré le {{date}}.",
    action: "Vérifiez l’heure de ce serveur, puis demandez un nouveau déverrouillage au support.",
  },
  UNLOCK_TOO_LONG: {
    title:
      "La durée de validité de ce déverrouillage est trop longue ({{found}} jours, {{expected}} au plus).",
    action: "Demandez au support un déverrouillage de plus courte durée.",
  },
  UNLOCK_OTHER_INSTALLATION: {
    title: "Ce déverrouillage est fait pour un autre serveur ({{found}}).",
    action: "Donnez au support le nom de cette installation : {{expected}}.",
  },
  UNLOCK_OTHER_RUN: {
    title: "Ce déverrouillage est fait pour une autre mise à jour ({{found}}).",
    action: "Donnez au support le numéro de celle-ci : {{expected}}.",
  },
  UNLOCK_USED: {
    title: "Ce déverrouillage a déjà servi.",
    action: "Un déverrouillage ne sert qu’une fois : demandez-en un nouveau au support.",
  },
  UNLOCK_NOT_FOR_THIS: {
    title: "L’action permise par ce déverrouillage ne s’applique pas à l’état actuel de cette opération.",
    action:
      "Rechargez la page pour voir l’état de l’opération. Si elle est encore verrouillée, demandez au support un déverrouillage qui permet un nouvel essai.",
  },
  UNLOCK_NO_SUPPORT_KEY: {
    title:
      "La racine de confiance de ce serveur ne désigne aucune clé du support : aucun déverrouillage n’est possible.",
    action:
      "Demandez au support une racine plus récente, puis copiez-la sur ce serveur dans state/trust/root.json.",
  },
  BASELINE_FAILED: {
    title: "L’état de référence, qui sert à compter les pertes en cas de retour, n’a pas pu être enregistré.",
    action:
      "La mise à jour n’est pas affectée. Le retour à la version précédente ne sera pas proposé. Si vous en avez besoin, appelez le support.",
  },
  LOSSES_NOT_ACCEPTED: {
    title: "Les pertes n’ont pas été acceptées.",
    action: "Lisez la liste de ce qui serait perdu, puis cochez la case.",
  },
  LOSSES_NOT_COUNTED: {
    title: "Les pertes affichées ne correspondent plus au dernier comptage, ou ce comptage est trop ancien.",
    action: "Rien n’a été lancé. Choisissez « Compter de nouveau », relisez le résultat, puis confirmez.",
  },
  COUNT_FAILED: {
    title: "Superviseur n’a pas pu compter ce qu’un retour ferait perdre.",
    action:
      "Rien n’a été modifié. Recommencez. Si l’erreur persiste, vérifiez l’espace libre sur le serveur et appelez le support.",
  },
  REVERT_IMPOSSIBLE: {
    title: "Le retour à la version précédente n’est pas possible.",
    action: "Rechargez la page pour en voir la raison.",
  },
} as const;
