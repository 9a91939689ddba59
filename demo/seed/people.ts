/** Invented people. Telephone numbers come from the ranges that the French regulator keeps for fiction (06 39 98, 04 65 71). */
export const FAMILY_NAMES =
  "ARNAUD AUBERT BARBIER BENALI BERTIN BLANCHARD BONNET BOUCHER BRUN CARON CHARPENTIER CHEVALIER COLIN DA-SILVA DELMAS DIALLO DUMONT DUPUIS FAURE FERRAND FONTAINE GAILLARD GARNIER GAUTHIER GIRAUD GUERIN HAMON HERVE HUBERT JACQUET JOLY KOWALSKI LACROIX LAMBERT LANGLOIS LECLERC LEMAIRE MARCHAND MARTINEZ MASSON MERCIER MEUNIER MOREL NGUYEN NOEL OLIVIER PARIS PERRIN PICARD PREVOST RENARD REY RIVIERE ROCHE ROLLAND ROUSSEL SANCHEZ TRAORE VASSEUR VIDAL".split(
    " ",
  );
export const FIRST_NAMES = {
  F: "Adèle Agathe Alice Amina Anne Aurélie Camille Chantal Claire Clémence Denise Élise Fatou Florence Gisèle Inès Jeanne Julie Léa Louise Lucie Maëlle Manon Mathilde Nadia Odile Pauline Rose Sylvie Yasmine".split(
    " ",
  ),
  M: "Adrien Alain Amadou Antoine Basile Bernard Clément Damien Émile Étienne Félix Gabriel Gérard Hugo Jules Karim Léo Lucas Marcel Mathis Michel Nicolas Olivier Paul Quentin Raphaël Samuel Théo Victor Yves".split(
    " ",
  ),
} as const;

export const SERVICES = [
  {
    code: "CARD",
    name: "Cardiologie",
    location: "Pavillon A, 2e étage",
    hue: 1,
    practitioners: ["Dr|LEROUX|Hélène", "Dr|MANSOURI|Sami"],
  },
  {
    code: "IMAG",
    name: "Imagerie",
    location: "Pavillon B, rez-de-chaussée",
    hue: 6,
    practitioners: ["Dr|VALETTE|Bruno", "Dr|OKAFOR|Grace"],
  },
  {
    code: "OPHT",
    name: "Ophtalmologie",
    location: "Pavillon B, 1er étage",
    hue: 5,
    practitioners: ["Dr|TISSIER|Laure"],
  },
  {
    code: "PEDI",
    name: "Pédiatrie",
    location: "Pavillon C, rez-de-chaussée",
    hue: 3,
    practitioners: ["Dr|BRETON|Maud", "Dr|SELLIER|Ivan"],
  },
  {
    code: "CHIR",
    name: "Chirurgie ambulatoire",
    location: "Pavillon A, 1er étage",
    hue: 8,
    practitioners: ["Dr|COSTA|Rui", "Dr|JOUBERT|Anne"],
  },
  {
    code: "GYNE",
    name: "Gynécologie",
    location: "Pavillon C, 1er étage",
    hue: 7,
    practitioners: ["Dr|PELLETIER|Sonia"],
  },
  {
    code: "RHUM",
    name: "Rhumatologie",
    location: "Pavillon A, 2e étage",
    hue: 2,
    practitioners: ["Dr|HOAREAU|Cyril"],
  },
  {
    code: "KINE",
    name: "Rééducation",
    location: "Pavillon D, rez-de-chaussée",
    hue: 4,
    practitioners: ["M.|ABADIE|Loïc", "Mme|STERN|Judith"],
  },
] as const;

export const NOTES = [
  "À jeun depuis minuit",
  "Apporter les anciens clichés",
  "Première consultation",
  "Transport assis professionnalisé",
  "Appeler la veille pour confirmer",
  "Interprète demandé",
  "Contrôle à trois mois",
  "Fauteuil roulant",
];
export const LETTER_TITLES = [
  "Compte rendu de consultation",
  "Lettre au médecin traitant",
  "Convocation",
  "Compte rendu d’imagerie",
  "Ordonnance de rééducation",
];
