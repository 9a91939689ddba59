/** What the gateway answers when the platform itself does not: 502 refused or cut, 504 too slow. */
import { createI18n } from "../../shared/i18n/index.ts";
import type { Language } from "../../shared/i18n/languages.ts";
import { RETRY_AFTER_FAILURE_SECONDS } from "../limits.ts";
import { escapeHtml, renderPage } from "./page-shell.ts";

const texts = createI18n();

export type FailureKind = "refused" | "slow";
export const FAILURE_STATUS = { refused: 502, slow: 504 } as const satisfies Record<FailureKind, number>;

const SLOW = new Set([
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "ETIMEDOUT",
]);

export const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "UNKNOWN";
export const failureKind = (error: unknown): FailureKind => (SLOW.has(codeOf(error)) ? "slow" : "refused");

const sentence = (kind: FailureKind, platform: string, language: Language): string => {
  const t = texts.getFixedT(language);
  return kind === "slow" ? t("mask.failure.slow", { platform }) : t("mask.failure.refused", { platform });
};

export function failureHtml(
  kind: FailureKind,
  platform: string,
  language: Language,
  answersRead: boolean,
): string {
  const t = texts.getFixedT(language);
  return renderPage({
    language,
    title: t("mask.failure.title"),
    platform,
    reason: null,
    refreshSeconds: RETRY_AFTER_FAILURE_SECONDS,
    polls: false,
    answersRead,
    main: `<p class="lead">${escapeHtml(sentence(kind, platform, language))}</p><p>${escapeHtml(t("mask.failure.retry"))}</p>`,
    footer: "",
  });
}

export const failureBody = (kind: FailureKind, platform: string, language: Language) => ({
  status: "unavailable",
  reason: kind,
  message: sentence(kind, platform, language),
});
