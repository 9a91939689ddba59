/** Acts that look like the CCAM (four letters, three digits) and are invented. */
const SITES = [
  { letters: "DE", name: "du cœur" },
  { letters: "DH", name: "des vaisseaux du cou" },
  { letters: "GL", name: "des bronches" },
  { letters: "ZC", name: "de l’abdomen" },
  { letters: "HL", name: "du foie" },
  { letters: "JA", name: "du rein" },
  { letters: "JK", name: "de l’utérus" },
  { letters: "KC", name: "de la thyroïde" },
  { letters: "BF", name: "du cristallin" },
  { letters: "BG", name: "de la rétine" },
  { letters: "LH", name: "du rachis" },
  { letters: "ME", name: "de l’épaule" },
  { letters: "MF", name: "du coude" },
  { letters: "MH", name: "du poignet" },
  { letters: "NE", name: "de la hanche" },
  { letters: "NF", name: "du genou" },
  { letters: "NG", name: "de la cheville" },
  { letters: "QZ", name: "de la peau" },
];
const ACTIONS = [
  { letters: "QM", name: "Échographie", section: "Imagerie", cents: 5200 },
  { letters: "QK", name: "Radiographie", section: "Imagerie", cents: 2450 },
  { letters: "QH", name: "Scanographie", section: "Imagerie", cents: 6900 },
  { letters: "QN", name: "Remnographie", section: "Imagerie", cents: 9800 },
  { letters: "QL", name: "Scintigraphie", section: "Imagerie", cents: 11_400 },
  { letters: "QP", name: "Enregistrement fonctionnel", section: "Explorations", cents: 3800 },
  { letters: "QE", name: "Examen endoscopique", section: "Explorations", cents: 7600 },
  { letters: "QX", name: "Examen sous anesthésie", section: "Explorations", cents: 8300 },
  { letters: "HB", name: "Biopsie", section: "Prélèvements", cents: 5900 },
  { letters: "HH", name: "Ponction guidée", section: "Prélèvements", cents: 6400 },
  { letters: "LB", name: "Injection thérapeutique", section: "Soins", cents: 4200 },
  { letters: "LD", name: "Immobilisation", section: "Soins", cents: 3100 },
  { letters: "FA", name: "Exérèse de lésion", section: "Chirurgie", cents: 14_800 },
  { letters: "CA", name: "Suture", section: "Chirurgie", cents: 9200 },
  { letters: "MA", name: "Reconstruction", section: "Chirurgie", cents: 32_500 },
  { letters: "PA", name: "Libération", section: "Chirurgie", cents: 21_300 },
  { letters: "RP", name: "Rééducation", section: "Rééducation", cents: 2100 },
];

export interface Act {
  readonly code: string;
  readonly label: string;
  readonly section: string;
  readonly cents: number;
}

export const EDITION = "2026.1";
export const NOMENCLATURE: readonly Act[] = SITES.flatMap((site, i) =>
  ACTIONS.map((action, j) => ({
    code: `${site.letters}${action.letters}${String(1 + ((i * 5 + j * 3) % 9)).padStart(3, "0")}`,
    label: `${action.name} ${site.name}`,
    section: action.section,
    cents: action.cents + i * 150,
  })),
);
