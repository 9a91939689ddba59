import type { ErrorCode } from "../../errors.ts";

/** Title: what happened. Action: what to do now. Facts of the error fill the braces. */
export const errors = {
  ARCHIVE_EMPTY: {
    title: "Le fichier est vide.",
    action: "Téléchargez de nouveau l’archive depuis l’espace utilisateur, puis déposez-la ici.",
  },
  ARCHIVE_NOT_GZIP: {
    title: "Ce fichier n’est pas une archive de mise à jour (.tgz).",
    action: "Choisissez le fichier téléchargé, dont le nom se termine par .tgz, sans le modifier.",
  },
  ARCHIVE_IS_ZIP: {
    title: "Ce fichier est une archive ZIP, pas une archive de mise à jour.",
    action: "Ne recompressez pas l’archive : déposez le fichier .tgz tel qu’il a été téléchargé.",
  },
  ARCHIVE_IS_TAR: {
    title: "L’archive a été décompressée (fichier .tar).",
    action: "Il ne faut pas décompresser le fichier : déposez le .tgz tel qu’il a été téléchargé.",
  },
  ARCHIVE_IS_FOLDER: {
    title: "Vous avez déposé un dossier : l’archive a été extraite.",
    action: "Il ne faut pas décompresser le fichier : déposez le .tgz tel qu’il a été téléchargé.",
  },
  ARCHIVE_TRUNCATED: {
    title: "L’archive est incomplète.",
    action: "Le téléchargement a été interrompu : téléchargez de nouveau l’archive, puis recommencez l’import.",
  },
  ARCHIVE_CORRUPT: {
    title: "L’archive est abîmée (octet {{offset}}).",
    action: "Téléchargez de nouveau l’archive ; si l’erreur se répète, appelez le support.",
  },
  ARCHIVE_TRAILING_DATA: {
    title: "L’archive est suivie de données qui n’en font pas partie.",
    action: "Téléchargez de nouveau l’archive sans la modifier ; si l’erreur se répète, appelez le support.",
  },
  ARCHIVE_RATIO: {
    title: "L’archive se décompresse de façon anormale.",
    action: "Elle n’a pas été produite par l’éditeur : ne l’installez pas et prévenez le support.",
  },
  ARCHIVE_TOO_LARGE: {
    title: "L’archive est plus grande que la limite acceptée ({{limit}}).",
    action: "Vérifiez que vous avez choisi le bon fichier ; sinon appelez le support.",
  },
  ARCHIVE_STALLED: {
    title: "Plus aucune donnée n’est arrivée pendant {{seconds}} s.",
    action: "Vérifiez la connexion de votre poste, puis recommencez l’import.",
  },
  ARCHIVE_FORMAT_UNKNOWN: {
    title: "Le format de l’archive n’est pas reconnu.",
    action: "Cette archive demande peut-être un Superviseur plus récent : appelez le support.",
  },
  ARCHIVE_METADATA_INVALID: {
    title: "Le manifeste de l’archive est illisible ({{entry}}).",
    action: "Téléchargez de nouveau l’archive ; si l’erreur se répète, appelez le support.",
  },
  ARCHIVE_ENTRY_FORBIDDEN: {
    title: "L’archive contient une entrée interdite : {{entry}}.",
    action: "Elle n’a pas été produite par l’éditeur : ne l’installez pas et prévenez le support.",
  },
  ARCHIVE_ENTRY_UNEXPECTED: {
    title: "L’archive ne suit pas son manifeste : {{found}} au lieu de {{expected}}.",
    action: "Téléchargez de nouveau l’archive ; si l’erreur se répète, appelez le support.",
  },
  ARCHIVE_FILE_ALTERED: {
    title: "Un fichier de l’archive a été modifié : {{entry}}.",
    action: "Ne l’installez pas. Téléchargez de nouveau l’archive ; si l’erreur se répète, appelez le support.",
  },
  ARCHIVE_UNSIGNED: {
    title: "L’archive n’est pas signée.",
    action: "Ne l’installez pas. Téléchargez l’archive depuis l’espace utilisateur, ou appelez le support.",
  },
  ARCHIVE_UNKNOWN_SIGNER: {
    title: "L’archive est signée par une clé inconnue de ce serveur.",
    action: "Ne l’installez pas. Vérifiez d’où elle vient et appelez le support.",
  },
  ARCHIVE_SIGNATURES_MISSING: {
    title: "L’archive porte {{found}} signature(s) valable(s) sur les {{expected}} exigées.",
    action: "Ne l’installez pas et appelez le support.",
  },
  ARCHIVE_EXPIRED: {
    title: "La signature de l’archive a expiré le {{date}}.",
    action: "Vérifiez l’horloge du serveur, puis téléchargez l’archive la plus récente ou appelez le support.",
  },
  ARCHIVE_REVOKED: {
    title: "L’éditeur a retiré cette version ({{found}}).",
    action: "Ne l’installez pas. Téléchargez la version la plus récente, ou appelez le support.",
  },
  ARCHIVE_TRUST_OLDER: {
    title:
      "Les documents de confiance de l’archive sont plus anciens que ceux que ce serveur connaît ({{entry}}, version {{found}} au lieu de {{expected}}).",
    action: "Elle a été signée avant un changement de clés. Demandez au support la même archive signée de nouveau.",
  },
  CLOCK_SET_BACK: {
    title: "L’horloge de ce serveur indique le {{found}}, alors qu’il était déjà le {{expected}}.",
    action: "Réglez la date et l’heure du serveur, puis recommencez : une horloge retardée ferait passer une archive périmée pour valable.",
  },
  ARCHIVE_NAME_INVALID: {
    title: "« {{found}} » n’est pas un nom d’archive de mise à jour.",
    action: "Redonnez au fichier son nom d’origine, de la forme {{expected}}.",
  },
  ARCHIVE_NAME_MISMATCH: {
    title: "Le fichier s’appelle « {{found}} » mais contient « {{expected}} ».",
    action: "Redonnez au fichier le nom {{expected}}, ou téléchargez-le de nouveau.",
  },
  ARCHIVE_WRONG_PLATFORM: {
    title: "Cette archive est destinée à une autre plateforme ({{found}}).",
    action: "Ce serveur attend une archive {{expected}}. Choisissez le bon fichier.",
  },
  ARCHIVE_OLDER: {
    title: "Cette archive ({{found}}) est plus ancienne que la version installée ({{expected}}).",
    action:
      "Téléchargez une version plus récente. Pour revenir en arrière, voyez « Revenir à la version précédente » dans l’onglet Import ; si elle n’y est pas, appelez le support.",
  },
  ARCHIVE_ALREADY_INSTALLED: { title: "La version {{found}} est déjà installée.", action: "Il n’y a rien à faire." },
  ARCHIVE_BELOW_FLOOR: {
    title: "La version {{found}} n’est plus autorisée sur ce serveur (au moins {{expected}}).",
    action: "Téléchargez une version plus récente.",
  },
  ARCHIVE_NEEDS_INTERMEDIATE: {
    title: "Cette archive demande au moins la version {{expected}} ; la plateforme est en {{found}}.",
    action: "Installez d’abord une version intermédiaire, puis revenez à celle-ci.",
  },
  ARCHIVE_LOCKED: {
    title: "Cette archive est verrouillée : sa mise à jour du {{date}} a échoué.",
    action: "Ne relancez pas la mise à jour. Appelez le support en donnant le numéro {{run}}.",
  },
  DISK_FULL: {
    title: "Il manque de la place sur le disque : {{found}} libres pour {{expected}} nécessaires ({{subject}}).",
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
    action: "La plateforme est inchangée. Déposez de nouveau le même fichier : l’envoi reprend à ce que le serveur en a gardé.",
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
    action: "Recommencez l’import ; si l’erreur se répète, vérifiez la mémoire libre du serveur et appelez le support.",
  },
  DEPOT_INCOMPLETE: {
    title: "Le fichier déposé n’est pas complet ({{found}} pour l’instant).",
    action: "Attendez la fin de la copie, ou copiez-le de nouveau dans le dépôt.",
  },
  RUN_CANCELLED: {
    title: "L’opération a été annulée par {{by}}.",
    action: "La plateforme est comme avant. Vous pouvez recommencer.",
  },
  RUN_NOT_WAITING: { title: "Cette mise à jour n’attend plus d’accord.", action: "Rechargez la page pour voir son état actuel." },
  CANCEL_TOO_LATE: {
    title: "La mise à jour ne peut plus être annulée.",
    action: "Elle est validée ou terminée ; suivez-la dans l’onglet Suivi.",
  },
  PREREQUISITE_BLOCKING: {
    title: "Un prérequis n’est pas rempli.",
    action: "Corrigez les points bloquants, puis mesurez de nouveau. L’archive n’a pas besoin d’être renvoyée.",
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
  PROCESS_STAYS: {
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
  LEFTOVER_STAYS: {
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
    title: "Ce déverrouillage permet une action qui ne s’applique pas à cette opération, ou elle n’en attend plus.",
    action:
      "Rechargez la page pour voir où elle en est. Si elle est encore verrouillée, demandez au support un déverrouillage qui permet un nouvel essai.",
  },
  UNLOCK_NOBODY_MAY: {
    title: "La racine de confiance installée ne nomme personne qui puisse déverrouiller.",
    action: "Demandez au support une racine plus récente, et placez-la sur ce serveur dans state/trust/root.json.",
  },
  MARKS_FAILED: {
    title: "Les repères qui servent à compter les pertes d’un retour n’ont pas pu être écrits.",
    action: "La mise à jour n’en souffre pas. Le retour à la version précédente ne sera pas proposé : appelez le support s’il le faut.",
  },
  LOSSES_NOT_ACCEPTED: {
    title: "Les pertes n’ont pas été acceptées.",
    action: "Lisez ce que le retour ferait perdre, et cochez la case.",
  },
  LOSSES_NOT_COUNTED: {
    title: "Les pertes affichées ne sont pas celles qui ont été comptées, ou l’ont été il y a trop longtemps.",
    action: "Rien n’a été lancé. Comptez de nouveau ce que le retour ferait perdre, relisez-le, puis confirmez.",
  },
  COUNT_FAILED: {
    title: "Ce qu’un retour ferait perdre n’a pas pu être compté.",
    action: "Rien n’a été modifié. Recommencez ; si cela se répète, vérifiez la place libre sur le serveur et appelez le support.",
  },
  RETURN_IMPOSSIBLE: {
    title: "Le retour à la version précédente n’est pas possible.",
    action: "Rechargez la page : elle dit pourquoi.",
  },
  LOGIN_FAILED: {
    title: "Identifiant ou mot de passe incorrect.",
    action: "Vérifiez votre saisie. Ce compte est différent de celui de la plateforme.",
  },
  LOGIN_THROTTLED: { title: "Trop d’essais de connexion.", action: "Attendez {{seconds}} s avant de réessayer." },
  SESSION_REQUIRED: { title: "Votre session est terminée.", action: "Connectez-vous de nouveau." },
  PASSWORD_WRONG: { title: "Le mot de passe est incorrect.", action: "Saisissez le mot de passe de votre compte Superviseur." },
  PASSWORD_WEAK: {
    title: "Ce mot de passe est trop faible.",
    action: "Choisissez au moins {{minimum}} caractères, différents de l’ancien mot de passe et du nom du compte.",
  },
  PASSWORD_CHANGE_REQUIRED: {
    title: "Le mot de passe doit d’abord être changé.",
    action: "Choisissez un nouveau mot de passe pour continuer.",
  },
  STEP_UP_REQUIRED: { title: "Ce geste demande votre mot de passe.", action: "Saisissez-le de nouveau pour confirmer." },
  PERMISSION_DENIED: { title: "Votre compte n’a pas le droit de faire cela.", action: "Demandez à un administrateur du groupe Système." },
  CSRF_INVALID: { title: "La page n’est plus à jour.", action: "Rechargez la page, puis recommencez." },
  ORIGIN_REFUSED: { title: "La demande vient d’une autre adresse.", action: "Ouvrez le Superviseur par son adresse habituelle." },
  USER_NAME_TAKEN: { title: "Le nom « {{name}} » est déjà pris.", action: "Choisissez un autre nom." },
  GROUP_NAME_TAKEN: { title: "Le groupe « {{name}} » existe déjà.", action: "Choisissez un autre nom." },
  GROUP_IN_USE: { title: "Le groupe « {{name}} » a encore des membres.", action: "Retirez d’abord ses membres." },
  LAST_SYSTEM_USER: {
    title: "C’est le dernier compte actif du groupe Système.",
    action: "Ajoutez d’abord un autre compte actif à ce groupe.",
  },
  BUILT_IN_PROTECTED: { title: "Cet élément d’origine ne peut pas être supprimé.", action: "Vous pouvez le modifier ou le désactiver." },
  INPUT_INVALID: { title: "La demande est incorrecte ({{field}}).", action: "Corrigez la valeur, puis recommencez." },
  NOT_FOUND: { title: "Cet élément n’existe pas ou plus.", action: "Rechargez la page." },
  RATE_LIMITED: { title: "Trop de demandes en peu de temps.", action: "Attendez un instant, puis recommencez." },
  PLATFORM_FILE_INVALID: {
    title: "Le fichier de plateforme {{file}} contient des erreurs :\n{{problems}}",
    action: "Corrigez chaque ligne indiquée, puis relancez le Superviseur.",
  },
  RUNNER_UNSTARTABLE: {
    title: "L’opération en cours n’avance pas : le programme qui la mène ne peut pas démarrer.",
    action:
      "Appelez le support et donnez-lui la fin du fichier {{file}}. Superviseur essaie de nouveau tout seul. N’éteignez pas le serveur.",
  },
  PLATFORM_FILE_CHANGED: {
    title:
      "L’opération en cours attend : le fichier de plateforme {{file}} a été modifié entre-temps et contient des erreurs :\n{{problems}}",
    action: "Corrigez chaque ligne indiquée : l’opération continuera alors d’elle-même. Ne redémarrez rien.",
  },
  TRUST_STATE_INVALID: {
    title: "L’état de confiance {{file}} ne peut pas être lu ({{reason}}).",
    action: "Aucune archive n’est acceptée tant qu’il est ainsi. Appelez le support, qui fournira le document racine.",
  },
  JOURNAL_FULL: {
    title: "Le disque est plein ({{subject}} : {{found}} libres) : la mise à jour ne peut ni continuer ni revenir en arrière.",
    action: "Libérez au moins {{expected}} sur ce disque : Superviseur reprend alors tout seul. N’éteignez pas le serveur.",
  },
  JOURNAL_UNWRITABLE: {
    title:
      "Le journal des mises à jour ne peut pas être écrit sur {{subject}}, bien qu’il y reste de la place : une opération en cours ne peut ni continuer ni revenir en arrière.",
    action: "Appelez le support et faites vérifier ce disque. Superviseur essaie de nouveau tout seul. N’éteignez pas le serveur.",
  },
  JOURNAL_DAMAGED: {
    title: "Le journal des mises à jour est abîmé ({{file}}).",
    action: "Gardez une copie de ce fichier et de ceux qui l’entourent, ne lancez rien, et appelez le support.",
  },
  STATE_FOLDER_OTHER: {
    title: "Le dossier {{state}} n’est pas celui avec lequel cette plateforme a été mise à jour jusqu’ici.",
    action:
      "Vérifiez que son disque est monté : Superviseur s’ouvrira alors de lui-même. S’il est nouveau à dessein, supprimez {{file}}. Rien n’a été démarré.",
  },
  PLATFORM_MISSING: {
    title: "Le dossier {{root}} ne contient aucune version de la plateforme.",
    action: "Vérifiez que son disque est monté : Superviseur s’ouvrira alors de lui-même. Rien n’a été démarré.",
  },
  DISK_MISSING: {
    title: "Le disque {{disk}} n’est pas monté : {{subject}} n’y est donc pas.",
    action:
      "Montez ce disque : Superviseur continuera alors de lui-même. N’y écrivez rien d’ici là. Si ces données ont changé de disque à dessein, supprimez {{file}}. Si le disque est perdu, appelez le support.",
  },
  ACCESS_UNREADABLE: {
    title: "Les comptes de Superviseur ne peuvent pas être lus ({{file}}).",
    action:
      "La plateforme n’en souffre pas, et une opération en cours continue. Vérifiez la place et les droits sur ce disque ; si le fichier est abîmé, appelez le support avant de le remettre en place depuis une copie.",
  },
  STATE_IN_USE: {
    title: "Un autre Superviseur utilise déjà le dossier {{state}}.",
    action: "Arrêtez-le d’abord, ou utilisez celui qui tourne.",
  },
  INTERNAL: { title: "Une erreur inattendue s’est produite.", action: "Recommencez ; si elle se répète, appelez le support." },
} as const satisfies Record<ErrorCode, { title: string; action: string }>;
