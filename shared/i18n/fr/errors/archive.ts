/** Why an archive is refused. */
export const archiveErrors = {
  ARCHIVE_EMPTY: {
    title: "Le fichier est vide.",
    action: "Téléchargez de nouveau l’archive depuis l’espace utilisateur, puis déposez-la ici.",
  },
  ARCHIVE_NOT_GZIP: {
    title: "Ce fichier n’est pas une archive de mise à jour (.tgz).",
    action: "Choisissez le fichier .tgz tel que vous l’avez téléchargé.",
  },
  ARCHIVE_IS_ZIP: {
    title: "Ce fichier est une archive ZIP, pas une archive de mise à jour.",
    action:
      "Ne compressez pas l’archive de nouveau : déposez le fichier .tgz tel que vous l’avez téléchargé.",
  },
  ARCHIVE_IS_TAR: {
    title: "L’archive a été décompressée (fichier .tar).",
    action: "Il ne faut pas décompresser le fichier : déposez le .tgz tel que vous l’avez téléchargé.",
  },
  ARCHIVE_IS_FOLDER: {
    title: "Vous avez déposé un dossier : l’archive a été extraite.",
    action: "Il ne faut pas décompresser le fichier : déposez le .tgz tel que vous l’avez téléchargé.",
  },
  ARCHIVE_TRUNCATED: {
    title: "L’archive est incomplète.",
    action:
      "Le téléchargement a été interrompu : téléchargez de nouveau l’archive, puis recommencez l’import.",
  },
  ARCHIVE_CORRUPT: {
    title: "L’archive est endommagée (octet {{offset}}).",
    action: "Téléchargez de nouveau l’archive. Si l’erreur persiste, appelez le support.",
  },
  ARCHIVE_TRAILING_DATA: {
    title: "L’archive est suivie de données qui n’en font pas partie.",
    action: "Téléchargez de nouveau l’archive sans la modifier. Si l’erreur persiste, appelez le support.",
  },
  ARCHIVE_RATIO: {
    title: "Le taux de compression de l’archive est anormal.",
    action: "Cette archive ne vient pas de l’éditeur : ne l’installez pas et prévenez le support.",
  },
  ARCHIVE_TOO_LARGE: {
    title: "L’archive dépasse la taille maximale acceptée ({{limit}}).",
    action: "Vérifiez que vous avez choisi le bon fichier. Si c’est le cas, appelez le support.",
  },
  ARCHIVE_STALLED: {
    title: "Le serveur n’a reçu aucune donnée pendant {{seconds}} s.",
    action: "Vérifiez la connexion de votre poste, puis recommencez l’import.",
  },
  ARCHIVE_FORMAT_UNKNOWN: {
    title: "Le format de l’archive n’est pas reconnu.",
    action: "Cette archive demande peut-être une version plus récente de Superviseur : appelez le support.",
  },
  ARCHIVE_METADATA_INVALID: {
    title: "Le manifeste de l’archive est illisible ({{entry}}).",
    action: "Téléchargez de nouveau l’archive. Si l’erreur persiste, appelez le support.",
  },
  ARCHIVE_ENTRY_FORBIDDEN: {
    title: "L’archive contient une entrée interdite : {{entry}}.",
    action: "Cette archive ne vient pas de l’éditeur : ne l’installez pas et prévenez le support.",
  },
  ARCHIVE_ENTRY_UNEXPECTED: {
    title: "L’archive ne correspond pas à son manifeste : {{found}} au lieu de {{expected}}.",
    action: "Téléchargez de nouveau l’archive. Si l’erreur persiste, appelez le support.",
  },
  ARCHIVE_FILE_ALTERED: {
    title: "Un fichier de l’archive a été modifié : {{entry}}.",
    action: "Ne l’installez pas. Téléchargez de nouveau l’archive. Si l’erreur persiste, appelez le support.",
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
    title: "L’archive porte {{found}} signature(s) valide(s) sur {{expected}} exigée(s).",
    action: "Ne l’installez pas et appelez le support.",
  },
  ARCHIVE_EXPIRED: {
    title: "La signature de l’archive a expiré le {{date}}.",
    action: "Vérifiez l’heure du serveur, puis téléchargez l’archive la plus récente, ou appelez le support.",
  },
  ARCHIVE_REVOKED: {
    title: "L’éditeur a retiré cette version ({{found}}).",
    action: "Ne l’installez pas. Téléchargez la version la plus récente, ou appelez le support.",
  },
  ARCHIVE_TRUST_OLDER: {
    title:
      "Les documents de confiance de l’archive sont plus anciens que ceux que ce serveur connaît ({{entry}}, version {{found}} au lieu de {{expected}}).",
    action:
      "L’archive a été signée avant un changement de clés. Demandez au support une archive signée de nouveau.",
  },
  CLOCK_SET_BACK: {
    title:
      "L’horloge de ce serveur indique le {{found}}, une date antérieure au {{expected}} déjà enregistré.",
    action:
      "Réglez la date et l’heure du serveur, puis recommencez. Une horloge en retard ferait accepter une archive expirée.",
  },
  ARCHIVE_NAME_INVALID: {
    title: "« {{found}} » n’est pas un nom d’archive de mise à jour.",
    action: "Redonnez au fichier son nom d’origine, sous la forme {{expected}}.",
  },
  ARCHIVE_NAME_MISMATCH: {
    title: "Le fichier se nomme « {{found}} » mais contient « {{expected}} ».",
    action: "Redonnez au fichier le nom {{expected}}, ou téléchargez-le de nouveau.",
  },
  ARCHIVE_WRONG_PLATFORM: {
    title: "Cette archive est destinée à une autre plateforme ({{found}}).",
    action: "Ce serveur attend une archive {{expected}}. Choisissez le bon fichier.",
  },
  ARCHIVE_OLDER: {
    title: "Cette archive ({{found}}) est plus ancienne que la version installée ({{expected}}).",
    action:
      "Téléchargez une version plus récente. Pour revenir en arrière, utilisez « Revenir à la version précédente » dans l’onglet Import. Si ce choix n’apparaît pas, appelez le support.",
  },
  ARCHIVE_ALREADY_INSTALLED: {
    title: "La version {{found}} est déjà installée.",
    action: "Il n’y a rien à faire.",
  },
  ARCHIVE_BELOW_FLOOR: {
    title: "La version {{found}} n’est plus autorisée sur ce serveur (version minimale : {{expected}}).",
    action: "Téléchargez une version plus récente.",
  },
  ARCHIVE_NEEDS_INTERMEDIATE: {
    title: "Cette archive demande au moins la version {{expected}} ; la plateforme est en version {{found}}.",
    action: "Installez d’abord une version intermédiaire, puis cette archive.",
  },
  ARCHIVE_LOCKED: {
    title: "Cette archive est verrouillée : son installation du {{date}} a échoué.",
    action: "Ne relancez pas la mise à jour. Appelez le support et donnez-lui le numéro {{run}}.",
  },
} as const;
