/** The texts that the screen shows, from the catalogue itself: a spec never copies a sentence, nor asks for one that is not there. */
import { createI18n, type Language } from "../shared/i18n/index.ts";

export type Words = (key: string, facts?: Readonly<Record<string, string | number>>) => string;

function words(language: Language): Words {
  const i18n = createI18n(language);
  // Keys are put together here at run time; the compiler cannot know them, so they are checked when they are used.
  const translate: Words = i18n.t.bind(i18n) as unknown as Words;
  return (key, facts = {}) => {
    if (!i18n.exists(key, facts)) throw new Error(`no text « ${key} »`);
    return translate(key, facts);
  };
}

export const fr = words("fr");
export const en = words("en");
