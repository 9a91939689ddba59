/**
 * The screen's texts, from the catalogue itself: a spec neither copies a sentence nor looks for one that does
 * not exist.
 */
import { createI18n } from "../shared/i18n/index.ts";
import type { Language } from "../shared/i18n/languages.ts";

export type Words = (key: string, facts?: Readonly<Record<string, string | number>>) => string;

function words(language: Language): Words {
  const i18n = createI18n(language);
  // Specs build keys at run time, out of the compiler's sight, so each key is checked when it is used.
  const translate: Words = i18n.t.bind(i18n) as unknown as Words;
  return (key, facts = {}) => {
    if (!i18n.exists(key, facts)) throw new Error(`no text « ${key} »`);
    return translate(key, facts);
  };
}

export const fr = words("fr");
export const en = words("en");
