/** Access, and Superviseur itself. */
export const consoleErrors = {
  LOGIN_FAILED: {
    title: "Identifiant ou mot de passe incorrect.",
    action: "Vérifiez votre saisie. Ce compte est différent de celui de la plateforme.",
  },
  LOGIN_THROTTLED: {
    title: "Trop de tentatives de connexion.",
    action: "Attendez {{seconds}} s avant de réessayer.",
  },
  SESSION_REQUIRED: { title: "Votre session a expiré.", action: "Connectez-vous de nouveau." },
  PASSWORD_WRONG: {
    title: "Le mot de passe est incorrect.",
    action: "Saisissez le mot de passe de votre compte Superviseur.",
  },
  PASSWORD_WEAK: {
    title: "Ce mot de passe est trop faible.",
    action:
      "Choisissez un mot de passe d’au moins {{minimum}} caractères, différent de l’ancien et sans le nom du compte.",
  },
  PASSWORD_CHANGE_REQUIRED: {
    title: "Vous devez d’abord changer votre mot de passe.",
    action: "Choisissez un nouveau mot de passe pour continuer.",
  },
  STEP_UP_REQUIRED: {
    title: "Cette action demande votre mot de passe.",
    action: "Saisissez-le de nouveau pour confirmer.",
  },
  PERMISSION_DENIED: {
    title: "Votre compte n’a pas le droit nécessaire pour cette action.",
    action: "Adressez-vous à un administrateur du groupe Système.",
  },
  CSRF_INVALID: { title: "La page n’est plus à jour.", action: "Rechargez la page, puis recommencez." },
  ORIGIN_REFUSED: {
    title: "La requête vient d’une autre adresse.",
    action: "Ouvrez Superviseur à son adresse habituelle.",
  },
  USER_NAME_TAKEN: { title: "Le nom « {{name}} » est déjà pris.", action: "Choisissez un autre nom." },
  GROUP_NAME_TAKEN: { title: "Le groupe « {{name}} » existe déjà.", action: "Choisissez un autre nom." },
  GROUP_IN_USE: {
    title: "Le groupe « {{name}} » a encore des membres.",
    action: "Retirez d’abord ses membres.",
  },
  LAST_SYSTEM_USER: {
    title: "C’est le dernier compte actif du groupe Système.",
    action: "Ajoutez d’abord un autre compte actif à ce groupe.",
  },
  BUILT_IN_PROTECTED: {
    title: "Cet élément d’origine ne peut pas être supprimé.",
    action: "Vous pouvez le modifier ou le désactiver.",
  },
  INPUT_INVALID: {
    title: "La requête est incorrecte ({{field}}).",
    action: "Corrigez la valeur, puis recommencez.",
  },
  NOT_FOUND: {
    title: "Cet élément n’existe pas ou n’existe plus.",
    action: "Revenez à la liste, puis rechargez-la.",
  },
  RATE_LIMITED: {
    title: "Trop de requêtes en peu de temps.",
    action: "Attendez un instant, puis recommencez.",
  },
  PLATFORM_FILE_INVALID: {
    title: "Le fichier de plateforme {{file}} contient des erreurs :\n{{problems}}",
    action: "Corrigez chaque ligne indiquée, puis relancez Superviseur.",
  },
  RUNNER_START_FAILED: {
    title: "L’opération en cours est bloquée : le programme qui l’exécute ne peut pas démarrer.",
    action:
      "Appelez le support et donnez-lui la fin du fichier {{file}}. Superviseur réessaie automatiquement. N’éteignez pas le serveur.",
  },
  PLATFORM_FILE_CHANGED: {
    title:
      "L’opération en cours est en attente : le fichier de plateforme {{file}} a été modifié entre-temps et contient des erreurs :\n{{problems}}",
    action:
      "Corrigez chaque ligne indiquée : l’opération reprendra alors automatiquement. Ne redémarrez rien.",
  },
  TRUST_STATE_INVALID: {
    title: "L’état de confiance {{file}} ne peut pas être lu ({{reason}}).",
    action:
      "Aucune archive n’est acceptée tant que ce fichier est illisible. Appelez le support, qui vous enverra le document racine.",
  },
  JOURNAL_FULL: {
    title:
      "Le disque est plein ({{subject}} : {{found}} libres). La mise à jour ne peut ni continuer ni revenir en arrière.",
    action:
      "Libérez au moins {{expected}} sur ce disque : Superviseur reprendra automatiquement. N’éteignez pas le serveur.",
  },
  JOURNAL_UNWRITABLE: {
    title:
      "Superviseur ne peut pas écrire le journal des mises à jour sur {{subject}}, bien que le disque ne soit pas plein. Une opération en cours ne peut ni continuer ni revenir en arrière.",
    action:
      "Appelez le support et faites vérifier ce disque. Superviseur réessaie automatiquement. N’éteignez pas le serveur.",
  },
  JOURNAL_DAMAGED: {
    title: "Le journal des mises à jour est endommagé ({{file}}).",
    action:
      "Conservez une copie de tout le dossier qui contient ce fichier, ne lancez rien et appelez le support.",
  },
  STATE_FOLDER_OTHER: {
    title: "Le dossier {{state}} n’est pas celui que Superviseur utilisait jusqu’ici pour cette plateforme.",
    action:
      "Vérifiez que son disque est monté : Superviseur s’ouvrira alors automatiquement. Si ce nouveau dossier est voulu, supprimez {{file}}. Rien n’a été démarré.",
  },
  PLATFORM_MISSING: {
    title: "Le dossier {{root}} ne contient aucune version de la plateforme.",
    action:
      "Vérifiez que son disque est monté : Superviseur s’ouvrira alors automatiquement. Rien n’a été démarré.",
  },
  DISK_MISSING: {
    title: "Le disque attendu en {{disk}} n’est pas monté ; {{subject}} devrait s’y trouver.",
    action:
      "Montez ce disque : Superviseur reprendra alors automatiquement. D’ici là, n’écrivez rien à cet emplacement. Si ces données ont volontairement changé de disque, supprimez {{file}}. Si le disque est perdu, appelez le support.",
  },
  ACCESS_UNREADABLE: {
    title: "Superviseur ne peut pas lire ses comptes ({{file}}).",
    action:
      "La plateforme n’est pas affectée et une opération en cours continue. Vérifiez l’espace libre et les droits sur ce disque. Si le fichier est endommagé, appelez le support avant de le restaurer depuis une copie.",
  },
  STATE_IN_USE: {
    title: "Un autre Superviseur utilise déjà le dossier {{state}}.",
    action: "Arrêtez-le d’abord, ou utilisez celui qui est en marche.",
  },
  STATE_NEWER: {
    title:
      "Ce Superviseur est plus ancien que le dernier qui a fonctionné ici : il ne connaît pas la version {{found}} de {{file}}.",
    action:
      "Réinstallez la version plus récente de Superviseur, ou appelez le support. Rien n’a été modifié.",
  },
  INTERNAL: {
    title: "Une erreur inattendue s’est produite.",
    action: "Recommencez. Si l’erreur persiste, appelez le support.",
  },
} as const;
