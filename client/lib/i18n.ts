import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { createI18n, DEFAULT_LANGUAGE, type Language } from "../../shared/i18n/index.ts";
import { currentLanguage, knownLanguage } from "./language.ts";

const KEY = "superviseur-language";

/** The choice made on this workstation; French until somebody chooses. */
export const i18n = createI18n(
  knownLanguage(localStorage.getItem(KEY)) ?? DEFAULT_LANGUAGE,
  i18next.use(initReactI18next),
);

const announce = (): void => {
  document.documentElement.lang = currentLanguage();
};
announce();
i18n.on("languageChanged", announce);

export function chooseLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
  void i18n.changeLanguage(language);
}
