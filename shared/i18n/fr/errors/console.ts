/** Access, and Superviseur itself. */
export const consoleErrors = {
  LOGIN_FAILED: {
    title: "Identifiant ou mot de passe incorrect.",
    action: "Vérifiez votre saisie. Ce compte est différent de celui de la plateforme.",
  },
  LOGIN_THROTTLED: {
    title: "Trop d’essais de connexion.",
    action: "Attendez {{seconds}} s avant de réessayer.",
  },
  SESSION_REQUIRED: { title: "Votre session est terminée.", action: "Connectez-vous de nouveau." },
  PASSWORD_WRONG: {
    title: "Le mot de passe est incorrect.",
    action: "Saisissez le mot de passe de votre compte Superviseur.",
  },
  PASSWORD_WEAK: {
    title: "Ce mot de passe est trop faible.",
    action:
      "Choisissez au moins {{minimum}} caractères, différents de l’ancien mot de passe et du nom du compte.",
  },
  PASSWORD_CHANGE_REQUIRED: {
    title: "Le mot de passe doit d’abord être changé.",
    action: "Choisissez un nouveau mot de passe pour continuer.",
  },
  STEP_UP_REQUIRED: {
    title: "Ce geste demande votre mot de passe.",
    action: "Saisissez-le de nouveau pour confirmer.",
  },
  PERMISSION_DENIED: {
    title: "Votre compte n’a pas le droit de faire cela.",
    action: "Demandez à un administrateur du groupe Système.",
  },
  CSRF_INVALID: { title: "La page n’est plus à jour.", action: "Rechargez la page, puis recommencez." },
  ORIGIN_REFUSED: {
    title: "La demande vient d’une autre adresse.",
    action: "Ouvrez le Superviseur par son adresse habituelle.",
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
    title: "La demande est incorrecte ({{field}}).",
    action: "Corrigez la valeur, puis recommencez.",
  },
  NOT_FOUND: { title: "Cet élément n’existe pas ou plus.", action: "Rechargez la page." },
  RATE_LIMITED: {
    title: "Trop de demandes en peu de temps.",
    action: "Attendez un instant, puis recommencez.",
  },
  PLATFORM_FILE_INVALID: {
    title: "Le fichier de plateforme {{file}} contient des erreurs :\n{{problems}}",
    action: "Corrigez chaque ligne indiquée, puis relancez le Superviseur.",
  },
  RUNNER_START_FAILED: {
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
    action:
      "Aucune archive n’est acceptée tant qu’il est ainsi. Appelez le support, qui fournira le document racine.",
  },
  JOURNAL_FULL: {
    title:
      "Le disque est plein ({{subject}} : {{found}} libres) : la mise à jour ne peut ni continuer ni revenir en arrière.",
    action:
      "Libérez au moins {{expected}} sur ce disque : Superviseur reprend alors tout seul. N’éteignez pas le serveur.",
  },
  JOURNAL_UNWRITABLE: {
    title:
      "Le journal des mises à jour ne peut pas être écrit sur {{subject}}, bien qu’il y reste de la place : une opération en cours ne peut ni continuer ni revenir en arrière.",
    action:
      "Appelez le support et faites vérifier ce disque. Superviseur essaie de nouveau tout seul. N’éteignez pas le serveur.",
  },
  JOURNAL_DAMAGED: {
    title: "Le journal des mises à jour est abîmé ({{file}}).",
    action:
      "Gardez une copie de ce fichier et de ceux qui l’entourent, ne lancez rien, et appelez le support.",
  },
  STATE_FOLDER_OTHER: {
    title: "Le dossier {{state}} n’est pas celui avec lequel cette plateforme a été mise à jour jusqu’ici.",
    action:
      "Vérifiez que son disque est monté : Superviseur s’ouvrira alors de lui-même. S’il est nouveau à dessein, supprimez {{file}}. Rien n’a été démarré.",
  },
  PLATFORM_MISSING: {
    title: "Le dossier {{root}} ne contient aucune version de la plateforme.",
    action:
      "Vérifiez que son disque est monté : Superviseur s’ouvrira alors de lui-même. Rien n’a été démarré.",
  },
  DISK_MISSING: {
    title: "Le disque attendu en {{disk}} n’est pas monté ; {{subject}} devait s’y trouver.",
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
  INTERNAL: {
    title: "Une erreur inattendue s’est produite.",
    action: "Recommencez ; si elle se répète, appelez le support.",
  },
} as const;
