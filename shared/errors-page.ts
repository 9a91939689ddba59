/**
 * The text of docs/errors.md, generated from the codes and the French catalogue so that they cannot differ.
 */
import { ERROR_CODES, ERRORS } from "./errors.ts";
import { errors } from "./i18n/fr/errors.ts";

/** One table cell: placeholders become ‹name›, and characters that would end the cell are escaped. */
const cell = (text: string): string =>
  text
    .replace(/\{\{(\w+)\}\}/g, "‹$1›")
    .replaceAll("|", "\\|")
    .replaceAll("\n", " ");

export const errorsPage = (): string =>
  [
    "# Codes d’erreur",
    "",
    "Chaque refus et chaque échec porte un code : à l’écran, dans le journal, dans les réponses HTTP et dans la commande `superviseur`.",
    "Entre ‹ › : ce que le Superviseur complète.",
    "",
    "<!-- Written by scripts/write-error-docs.ts from shared/errors.ts and shared/i18n/fr/errors.ts; do not edit. -->",
    "",
    "| Code | HTTP | Ce qui s’est passé | Que faire |",
    "|---|---|---|---|",
    ...ERROR_CODES.map(
      (code) =>
        `| \`${code}\` | ${ERRORS[code].status} | ${cell(errors[code].title)} | ${cell(errors[code].action)} |`,
    ),
    "",
  ].join("\n");
