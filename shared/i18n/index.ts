/**
 * One catalogue for the client, the maintenance page, the CLI and mails. French is the source of the keys; English must
 * have exactly the same ones (the type says so, and a test compares placeholders).
 */
import i18next, { type i18n } from "i18next";
import { en } from "./en/index.ts";
import { fr } from "./fr/index.ts";
import { typesetCatalogue } from "./typeset.ts";

export const LANGUAGES = ["fr", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
export const DEFAULT_LANGUAGE: Language = "fr";

export const RESOURCES = { fr: { translation: typesetCatalogue(fr) }, en: { translation: en } } as const;

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    nsSeparator: false;
    resources: { translation: typeof fr };
  }
}

/** i18next set up with both languages; the client adds react-i18next before calling it, the server calls it as it is. */
export function createI18n(
  language: Language = DEFAULT_LANGUAGE,
  instance: i18n = i18next.createInstance(),
): i18n {
  void instance.init({
    lng: language,
    fallbackLng: DEFAULT_LANGUAGE,
    resources: RESOURCES,
    initAsync: false,
    returnNull: false,
    // Permissions and actions have a colon in their names.
    nsSeparator: false,
    interpolation: { escapeValue: false },
  });
  return instance;
}
