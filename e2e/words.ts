/** The texts that the screen shows, from the catalogue itself: a spec never copies a sentence. */
import { createI18n } from "../shared/i18n/index.ts";

export const fr = createI18n("fr").t;
export const en = createI18n("en").t;
