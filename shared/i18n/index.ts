/**
 * One catalogue for the client, the maintenance page, the CLI and mails. French is the source of the keys;
 * English must have exactly the same ones (the type says so, and a test compares placeholders).
 */
import i18next, { type i18n } from "i18next";
import { en } from "./en/index.ts";
import { fr } from "./fr/index.ts";
import { DEFAULT_LANGUAGE, I18N_OPTIONS, type Language } from "./languages.ts";
import { typesetCatalogue } from "./typeset.ts";

export const RESOURCES = { fr: { translation: typesetCatalogue(fr) }, en: { translation: en } } as const;

/**
 * i18next with both catalogues, for the server, the command line and tests. The client loads one
 * (client/lib/i18n.ts).
 */
export function createI18n(
  language: Language = DEFAULT_LANGUAGE,
  instance: i18n = i18next.createInstance(),
): i18n {
  void instance.init({
    ...I18N_OPTIONS,
    lng: language,
    fallbackLng: DEFAULT_LANGUAGE,
    resources: RESOURCES,
  });
  return instance;
}
