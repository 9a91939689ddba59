/** The language of the screen: what was chosen on this workstation, else what the browser asks for, else the default. */
import i18next from "i18next";
import LanguageDetector from "i18next-browser-languagedetector";
import { initReactI18next } from "react-i18next";
import { DEFAULT_LANGUAGE, I18N_OPTIONS, LANGUAGES, type Language } from "../../shared/i18n/languages.ts";
import { typesetCatalogue } from "../../shared/i18n/typeset.ts";
import { currentLanguage, knownLanguage } from "./language.ts";
import { queryClient } from "./query-client.ts";
import { publicQuery } from "./session-query.ts";

const CATALOGUES = {
  fr: async () => typesetCatalogue((await import("../../shared/i18n/fr/screens.ts")).screens),
  en: async () => (await import("../../shared/i18n/en/screens.ts")).screens,
} as const satisfies Record<Language, unknown>;

const STORED = "superviseur-language";

export const i18n = i18next.use(LanguageDetector).use(initReactI18next);
void i18n.init({
  ...I18N_OPTIONS,
  supportedLngs: LANGUAGES,
  fallbackLng: DEFAULT_LANGUAGE,
  load: "languageOnly",
  resources: {},
  detection: {
    order: ["localStorage", "navigator"],
    lookupLocalStorage: STORED,
    // `en-GB` is our `en`.
    convertDetectedLanguage: (tag: string) => tag.slice(0, 2).toLowerCase(),
    // Only a choice is stored: what is detected may change with the browser.
    caches: [],
  },
});

/** @throws TypeError when the catalogue cannot be fetched */
async function loadCatalogue(language: Language): Promise<void> {
  if (!i18n.hasResourceBundle(language, "translation"))
    i18n.addResourceBundle(language, "translation", await CATALOGUES[language]());
}

const announce = (): void => {
  document.documentElement.lang = currentLanguage();
};
i18n.on("languageChanged", announce);

/** True when neither this workstation nor its browser prefers one of our languages. */
const withoutPreference = (): boolean =>
  knownLanguage(localStorage.getItem(STORED)) === null &&
  !navigator.languages.some((tag) => knownLanguage(tag.slice(0, 2).toLowerCase()) !== null);

/** Before the first screen is drawn. @throws TypeError when the catalogue cannot be fetched */
export async function startLanguage(): Promise<void> {
  if (withoutPreference()) {
    const platform = await queryClient.fetchQuery(publicQuery).catch(() => null);
    if (platform !== null) await i18n.changeLanguage(platform.language);
  }
  announce();
  await loadCatalogue(currentLanguage());
}

/** The screen keeps its language when the other catalogue cannot be fetched. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORED, language);
  await loadCatalogue(language);
  await i18n.changeLanguage(language);
}
