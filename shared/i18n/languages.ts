/** The languages, without their catalogues: the client loads only the catalogue that it shows. */
import type { InitOptions } from "i18next";
import type { fr } from "./fr/index.ts";

export const LANGUAGES = ["fr", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
export const DEFAULT_LANGUAGE: Language = "fr";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    nsSeparator: false;
    resources: { translation: typeof fr };
  }
}

/** How both ends set up i18next. */
export const I18N_OPTIONS = {
  initAsync: false,
  returnNull: false,
  // Permissions and actions have a colon in their names.
  nsSeparator: false,
  interpolation: { escapeValue: false },
} as const satisfies InitOptions;
