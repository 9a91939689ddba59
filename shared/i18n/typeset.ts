/**
 * French typography: a space that belongs to a sign, a quotation mark, a unit or a number never ends a line.
 *
 * It is applied to the texts of the catalogue when i18next is set up, not to the sentences that come out: in
 * a finished sentence a file name, a path or the output of another program cannot be distinguished from our
 * own words, and what people copy must be what was measured. An existing U+0020 is replaced; nothing is ever
 * inserted.
 */

/** Before a colon, within quotation marks, between a number and its unit. */
export const NO_BREAK_SPACE = "\u00a0";
/** Before `;`, `!` and `?`. */
export const NARROW_NO_BREAK_SPACE = "\u202f";

const UNITS = "(?:%|(?:o|ko|Mo|Go|To|Gio|ms|s|min|h|j)(?![\\p{L}\\d]))";

const RULES: readonly (readonly [RegExp, string])[] = [
  [/ (?=[;!?](?:[\s»)]|$))/g, NARROW_NO_BREAK_SPACE],
  [/ (?=:(?:\s|$))/g, NO_BREAK_SPACE],
  [/(?<=«) | (?=»)/g, NO_BREAK_SPACE],
  [new RegExp(`(?<=\\d|\\}\\}) (?=${UNITS})`, "gu"), NO_BREAK_SPACE],
  [/(?<=(?:\bversion|\bn°|<)) (?=\d|\{\{)/gi, NO_BREAK_SPACE],
];

export const typesetFrench = (text: string): string =>
  RULES.reduce((set, [pattern, space]) => set.replace(pattern, space), text);

/** A telephone number, a quantity: one word on the screen. */
export const unbroken = (text: string): string => text.replaceAll(" ", NO_BREAK_SPACE);

interface Texts {
  readonly [key: string]: string | Texts;
}

/** The same catalogue with each of its texts typeset. */
export function typesetCatalogue<T extends object>(catalogue: T): T {
  const typeset = (texts: Texts): Texts =>
    Object.fromEntries(
      Object.entries(texts).map(([key, text]) => [
        key,
        typeof text === "string" ? typesetFrench(text) : typeset(text),
      ]),
    );
  return typeset(catalogue as unknown as Texts) as unknown as T;
}
