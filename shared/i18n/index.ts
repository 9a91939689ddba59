/**
 * One catalogue for the client, the maintenance page, the CLI and mails. French is the source of the keys; English must
 * have exactly the same ones (the type says so, and a test compares placeholders).
 */
import i18next, { type i18n } from "i18next";
import { en } from "./en/index.ts";
import { fr } from "./fr/index.ts";

export const LANGUAGES = ["fr", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
export const DEFAULT_LANGUAGE: Language = "fr";

export const RESOURCES = { fr: { translation: fr }, en: { translation: en } } as const;

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

/** The first of the two languages that an Accept-Language header prefers. */
export function languageOf(header: string | undefined): Language {
  const wanted = (header ?? "")
    .split(",")
    .map((part) => {
      const [tag, ...parameters] = part.trim().split(";");
      const q = parameters.find((parameter) => parameter.trim().startsWith("q="));
      return { tag: (tag ?? "").slice(0, 2).toLowerCase(), q: q ? Number(q.trim().slice(2)) : 1 };
    })
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q);
  return (
    LANGUAGES.find(
      (language) => language === wanted.find(({ tag }) => LANGUAGES.some((known) => known === tag))?.tag,
    ) ?? DEFAULT_LANGUAGE
  );
}
