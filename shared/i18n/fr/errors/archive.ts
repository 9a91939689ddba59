/** Why an archive is refused. */
export const archiveErrors = {
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
    action:
      "Le téléchargement a été interrompu : téléchargez de nouveau l’archive, puis recommencez l’import.",
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
    action:
      "Ne l’installez pas. Téléchargez de nouveau l’archive ; si l’erreur se répète, appelez le support.",
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
    action:
      "Vérifiez l’horloge du serveur, puis téléchargez l’archive la plus récente ou appelez le support.",
  },
  ARCHIVE_REVOKED: {
    title: "L’éditeur a retiré cette version ({{found}}).",
    action: "Ne l’installez pas. Téléchargez la version la plus récente, ou appelez le support.",
  },
  ARCHIVE_TRUST_OLDER: {
    title:
      "Les documents de confiance de l’archive sont plus anciens que ceux que ce serveur connaît ({{entry}}, version {{found}} au lieu de {{expected}}).",
    action:
      "Elle a été signée avant un changement de clés. Demandez au support la même archive signée de nouveau.",
  },
  CLOCK_SET_BACK: {
    title: "L’horloge de ce serveur indique le {{found}}, alors qu’il était déjà le {{expected}}.",
    action:
      "Réglez la date et l’heure du serveur, puis recommencez : une horloge retardée ferait passer une archive périmée pour valable.",
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
  ARCHIVE_ALREADY_INSTALLED: {
    title: "La version {{found}} est déjà installée.",
    action: "Il n’y a rien à faire.",
  },
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
} as const;
