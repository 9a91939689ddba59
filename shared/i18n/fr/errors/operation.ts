/** What an import, a run or a return stumbles over, and what support then does. */
export const operationErrors = {
  DISK_FULL: {
    title:
      "Il manque de la place sur le disque : {{found}} libres pour {{expected}} nécessaires ({{subject}}).",
    action: "Libérez de l’espace sur ce disque, puis recommencez.",
  },
  IMPORT_BUSY: {
    title: "Un import est déjà en cours ({{by}}).",
    action: "Suivez-le dans l’onglet Suivi, ou attendez qu’il soit terminé ou abandonné.",
  },
  RUN_IN_PROGRESS: {
    title: "Une mise à jour est en cours ({{by}}).",
    action: "Suivez-la dans l’onglet Suivi ; un nouvel import sera possible quand elle sera terminée.",
  },
  UPLOAD_INTERRUPTED: {
    title: "L’envoi de l’archive a été interrompu.",
    action:
      "La plateforme est inchangée. Déposez de nouveau le même fichier : l’envoi reprend à ce que le serveur en a gardé.",
  },
  UPLOAD_PART_ALTERED: {
    title: "Un morceau de l’archive est arrivé abîmé (octet {{offset}}).",
    action: "Il est renvoyé tout seul ; si cela se répète, vérifiez le réseau de votre poste.",
  },
  UPLOAD_OTHER_FILE: {
    title: "Ce fichier n’est pas celui dont l’envoi a commencé ({{file}}).",
    action: "Choisissez le même fichier pour reprendre l’envoi, ou annulez d’abord cet envoi.",
  },
  UPLOAD_ABANDONED: {
    title: "L’envoi n’a pas été repris pendant {{hours}} h : il a été supprimé.",
    action: "Rien n’a été modifié : recommencez l’import.",
  },
  READER_STOPPED: {
    title: "La vérification de l’archive s’est arrêtée avant la fin.",
    action:
      "Recommencez l’import ; si l’erreur se répète, vérifiez la mémoire libre du serveur et appelez le support.",
  },
  DEPOT_INCOMPLETE: {
    title: "Le fichier déposé n’est pas complet ({{found}} pour l’instant).",
    action: "Attendez la fin de la copie, ou copiez-le de nouveau dans le dépôt.",
  },
  RUN_CANCELLED: {
    title: "L’opération a été annulée par {{by}}.",
    action: "La plateforme est comme avant. Vous pouvez recommencer.",
  },
  RUN_NOT_WAITING: {
    title: "Cette mise à jour n’attend plus d’accord.",
    action: "Rechargez la page pour voir son état actuel.",
  },
  CANCEL_TOO_LATE: {
    title: "La mise à jour ne peut plus être annulée.",
    action: "Elle est validée ou terminée ; suivez-la dans l’onglet Suivi.",
  },
  PREREQUISITE_BLOCKING: {
    title: "Un prérequis n’est pas rempli.",
    action:
      "Corrigez les points bloquants, puis mesurez de nouveau. L’archive n’a pas besoin d’être renvoyée.",
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
      "La plateforme n’a pas été interrompue et reste inchangée. Appelez le support : avec lui, démontez ce disque ou, pour une mise à jour, déclarez dans superviseur.yaml, à la place de ce dossier, les dossiers de chaque disque et redémarrez le Superviseur ; si l’opération est verrouillée, il enverra ensuite un déverrouillage.",
  },
  DATA_LINK_OUTSIDE: {
    title:
      "Le lien {{subject}} conduit hors des dossiers de données, à {{found}} : ce qui s’y trouve ne serait ni sauvegardé ni remis en place.",
    action:
      "La plateforme n’a pas été interrompue et reste inchangée. Appelez le support : avec lui, supprimez ce lien ou, pour une mise à jour, déclarez dans superviseur.yaml le dossier où il conduit et redémarrez le Superviseur ; si l’opération est verrouillée, il enverra ensuite un déverrouillage.",
  },
  REHEARSAL_FAILED: {
    title: "La répétition générale a échoué ({{migration}}).",
    action: "La plateforme n’a pas été interrompue et reste inchangée. Appelez le support.",
  },
  PLACE_FAILED: {
    title: "La nouvelle version n’a pas pu être installée à côté de l’ancienne.",
    action: "La plateforme n’a pas été interrompue et reste inchangée. Appelez le support.",
  },
  RECHECK_FAILED: {
    title: "Le dernier contrôle a trouvé un prérequis qui n’est plus rempli ({{subject}}).",
    action: "La plateforme n’a pas été interrompue. Corrigez ce point et appelez le support.",
  },
  PROCESS_UNKILLABLE: {
    title: "Un programme d’une étape interrompue ne s’arrête pas (processus {{processes}}).",
    action:
      "Il attend sans doute un disque ou un partage réseau qui ne répond plus : rétablissez-le, l’opération continuera alors d’elle-même. Si cela ne se peut pas, appelez le support ; redémarrer le serveur est sans danger, l’opération reprend ensuite toute seule.",
  },
  SERVICE_STOP_FAILED: {
    title: "Le service {{service}} ne s’arrête pas.",
    action: "Appelez le support en donnant le numéro de cette opération.",
  },
  SNAPSHOT_FAILED: {
    title: "Le point de restauration n’a pas pu être pris.",
    action: "Appelez le support en donnant le numéro de cette opération.",
  },
  MIGRATION_FAILED: {
    title: "La migration {{migration}} a échoué.",
    action: "Appelez le support en donnant le numéro de cette opération.",
  },
  SERVICE_START_FAILED: {
    title: "Le service {{service}} ne démarre pas.",
    action: "Appelez le support en donnant le numéro de cette opération.",
  },
  PROBE_FAILED: {
    title: "Le contrôle de santé « {{probe}} » a échoué ({{found}} au lieu de {{expected}}).",
    action: "Appelez le support en donnant le numéro de cette opération.",
  },
  STEP_FAILED: {
    title: "L’étape « {{step}} » a échoué de façon inattendue.",
    action: "Appelez le support en donnant le numéro de cette opération.",
  },
  CLEANUP_INCOMPLETE: {
    title: "Ce qui restait de l’étape {{step}} n’a pas pu être supprimé.",
    action: "Superviseur le supprimera plus tard ; la plateforme n’en a pas besoin.",
  },
  ROLLBACK_FAILED: {
    title: "Le retour arrière n’a pas abouti (étape {{step}}).",
    action: "Ne redémarrez rien. Appelez le support tout de suite : une intervention est nécessaire.",
  },
  RUNNER_STOPPED: {
    title: "L’opération s’est arrêtée avant la fin.",
    action: "Appelez le support en donnant le numéro de cette opération.",
  },
  RECOVERY_FAILED: {
    title: "Superviseur n’a pas réussi à remettre la plateforme en service, après {{attempts}} reprises.",
    action: "Appelez le support en donnant le numéro de cette opération. N’éteignez pas le serveur.",
  },
  RESTORE_FAILED: {
    title: "La base et les données d’avant la mise à jour n’ont pas pu être remises en place.",
    action: "Appelez le support en donnant le numéro de cette opération.",
  },
  INTERVENTION_PENDING: {
    title: "La plateforme attend une intervention du support (opération {{run}}).",
    action: "Appelez le support en donnant ce numéro : rien d’autre ne peut être lancé avant.",
  },
  UNLOCK_INVALID: {
    title: "Ce texte n’est pas un déverrouillage de Superviseur, ou il n’est pas entier.",
    action: "Copiez tout le texte envoyé par le support, de la première à la dernière ligne.",
  },
  UNLOCK_UNKNOWN_SIGNER: {
    title: "Ce déverrouillage n’est pas signé par le support de l’éditeur.",
    action: "Ne l’utilisez pas. Appelez le support au numéro affiché ici.",
  },
  UNLOCK_SIGNATURES_MISSING: {
    title: "Ce déverrouillage porte {{found}} signature(s) valable(s) sur {{expected}} nécessaires.",
    action: "Demandez au support de le faire signer complètement.",
  },
  UNLOCK_NOT_YET: {
    title: "Ce déverrouillage est daté du {{found}}, alors que ce serveur indique le {{expected}}.",
    action: "Réglez la date et l’heure du serveur, puis recommencez.",
  },
  UNLOCK_EXPIRED: {
    title: "Ce déverrouillage n’est plus valable depuis le {{date}}.",
    action: "Vérifiez l’heure de ce serveur, puis demandez un nouveau déverrouillage au support.",
  },
  UNLOCK_TOO_LONG: {
    title: "Ce déverrouillage est valable trop longtemps ({{found}} jours, {{expected}} au plus).",
    action: "Demandez au support un déverrouillage de durée plus courte.",
  },
  UNLOCK_OTHER_INSTALLATION: {
    title: "Ce déverrouillage est fait pour un autre serveur ({{found}}).",
    action: "Donnez au support le numéro de cette installation : {{expected}}.",
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
    title:
      "Ce déverrouillage permet une action qui ne s’applique pas à cette opération, ou elle n’en attend plus.",
    action:
      "Rechargez la page pour voir où elle en est. Si elle est encore verrouillée, demandez au support un déverrouillage qui permet un nouvel essai.",
  },
  UNLOCK_NOBODY_MAY: {
    title: "La racine de confiance installée ne nomme personne qui puisse déverrouiller.",
    action:
      "Demandez au support une racine plus récente, et placez-la sur ce serveur dans state/trust/root.json.",
  },
  BASELINE_FAILED: {
    title: "Les repères qui servent à compter les pertes d’un retour n’ont pas pu être écrits.",
    action:
      "La mise à jour n’en souffre pas. Le retour à la version précédente ne sera pas proposé : appelez le support s’il le faut.",
  },
  LOSSES_NOT_ACCEPTED: {
    title: "Les pertes n’ont pas été acceptées.",
    action: "Lisez ce que le retour ferait perdre, et cochez la case.",
  },
  LOSSES_NOT_COUNTED: {
    title:
      "Les pertes affichées ne sont pas celles qui ont été comptées, ou l’ont été il y a trop longtemps.",
    action:
      "Rien n’a été lancé. Comptez de nouveau ce que le retour ferait perdre, relisez-le, puis confirmez.",
  },
  COUNT_FAILED: {
    title: "Ce qu’un retour ferait perdre n’a pas pu être compté.",
    action:
      "Rien n’a été modifié. Recommencez ; si cela se répète, vérifiez la place libre sur le serveur et appelez le support.",
  },
  REVERT_IMPOSSIBLE: {
    title: "Le retour à la version précédente n’est pas possible.",
    action: "Rechargez la page : elle dit pourquoi.",
  },
} as const;
