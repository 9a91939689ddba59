/** The addresses of the client's pages, below BASE_PATH. The router, the links and the redirections all read them here. */
const UPDATES = "/mises-a-jour";
const FOLLOWUP = `${UPDATES}/suivi`;

export const paths = {
  login: "/connexion",
  password: "/mot-de-passe",
  updates: UPDATES,
  import: `${UPDATES}/import`,
  revert: `${UPDATES}/retour`,
  /** Leads to the open run, and to the list when there is none. */
  followup: FOLLOWUP,
  runs: `${FOLLOWUP}/toutes`,
  run: (runId: string): string => `${FOLLOWUP}/${runId}`,
  accounts: "/comptes",
  audit: "/audit",
} as const;
