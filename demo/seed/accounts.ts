/** The invented accounts of the demo platform. */
export const DEMO_PASSWORD = "planidemo";
export const DEMO_USERS = [
  { login: "marie.durand", name: "Marie Durand", role: "administrator" },
  { login: "paul.lefevre", name: "Paul Lefèvre", role: "agent" },
  { login: "ines.benali", name: "Inès Benali", role: "agent" },
] as const;
/** `Authorization: Bearer …` of the JSON API; belongs to paul.lefevre. */
export const DEMO_API_TOKEN = "planidemo-jeton-de-demonstration";
