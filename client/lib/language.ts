/** The language of the screen, for code that formats and needs no page around it. */
import i18next from "i18next";
import { DEFAULT_LANGUAGE, LANGUAGES, type Language } from "../../shared/i18n/languages.ts";

export const knownLanguage = (value: string | null | undefined): Language | null =>
  LANGUAGES.find((language) => language === value) ?? null;

export const currentLanguage = (): Language => knownLanguage(i18next.language) ?? DEFAULT_LANGUAGE;
